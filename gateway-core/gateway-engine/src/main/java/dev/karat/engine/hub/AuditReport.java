package dev.karat.engine.hub;

import java.util.List;
import java.util.Map;

/**
 * What an audit looked at and found.
 *
 * @param records live and deleted source records
 * @param profiles live profiles
 * @param counts how often each was found; what was not found is left out
 * @param ids golden ids that are concerned, at most {@link #IDS_MAX} for each finding
 */
public record AuditReport(
        long records, long profiles, Map<AuditFinding, Long> counts, Map<AuditFinding, List<String>> ids) {
    /** Golden ids that are named for one finding. */
    public static final int IDS_MAX = 100;

    /** True if the store is as it should be. */
    public boolean isClean() {
        return counts.isEmpty();
    }

    public long count(AuditFinding finding) {
        return counts.getOrDefault(finding, 0L);
    }
}
