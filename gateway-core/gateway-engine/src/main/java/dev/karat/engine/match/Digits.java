package dev.karat.engine.match;

/** Compares numbers digit by digit. */
final class Digits {
    private Digits() {}

    /** One digit replaced, or two neighbours exchanged. Both numbers are taken as having equally many digits. */
    static boolean areOneApart(long a, long b) {
        int differing = 0;
        long firstA = 0;
        long firstB = 0;
        int firstAt = 0;
        boolean exchanged = false;
        long restA = a;
        long restB = b;
        for (int at = 0; restA != restB; at++, restA /= 10, restB /= 10) {
            long digitA = restA % 10;
            long digitB = restB % 10;
            if (digitA != digitB) {
                differing++;
                if (differing == 1) {
                    firstA = digitA;
                    firstB = digitB;
                    firstAt = at;
                } else {
                    exchanged = differing == 2 && at == firstAt + 1 && digitA == firstB && digitB == firstA;
                    if (!exchanged) {
                        return false;
                    }
                }
            }
        }
        return differing == 1 || exchanged;
    }
}
