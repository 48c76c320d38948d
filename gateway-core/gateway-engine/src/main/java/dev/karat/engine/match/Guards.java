package dev.karat.engine.match;

/**
 * Limits that keep a cluster from growing over a false bridge.
 *
 * @param membersMax distinct records in a cluster, at most; a larger one is cut by raising the threshold
 * @param membersAlarm distinct records from which on somebody should look at a customer, at least 2 and at most
 *     {@code membersMax}: hardly any real one has more, and a false bridge soon makes one; decides nothing
 * @param step by how much the threshold is raised at a time, in bits
 * @param bridge two clusters are joined only if all pairs between them weigh at least this much on the average, in bits
 * @param pairFloor the least and the greatest weight that one pair contributes to that average, in bits, positive
 * @param conflict two records that surely contradict each other stay apart if their pair weighs less than this, in bits
 * @param contradicted what all pairs between two clusters weigh at least on the average, in bits, if two of their records
 *     contradict each other; such a pair counts as {@code -pairFloor}
 * @param sure a contradiction is sure if it weighs at most this, in bits: where dates are often mistyped, another date
 *     is none
 */
public record Guards(
        int membersMax,
        int membersAlarm,
        double step,
        double bridge,
        double pairFloor,
        double conflict,
        double contradicted,
        double sure) {
    public Guards {
        if (membersMax < 2 || step <= 0 || pairFloor <= 0) {
            throw new IllegalArgumentException("membersMax is at least 2, step and pairFloor are positive");
        }
        if (membersAlarm < 2 || membersAlarm > membersMax) {
            throw new IllegalArgumentException("membersAlarm is at least 2 and at most membersMax");
        }
    }
}
