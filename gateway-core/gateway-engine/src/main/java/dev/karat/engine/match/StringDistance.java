package dev.karat.engine.match;

import dev.karat.engine.normalize.Term;
import java.util.Arrays;

/**
 * Similarity of short folded texts. Every method is symmetric in its two texts. Allocation is limited to a few small
 * arrays; equal texts are expected to have been told apart before.
 */
final class StringDistance {
    private static final int LENGTH_MAX = 64;
    private static final double PREFIX_WEIGHT = 0.1;
    private static final int PREFIX_MAX = 4;

    private StringDistance() {}

    /** As below, with a look at the letters first, which is enough for most pairs. */
    static boolean isOneEditApart(Term a, Term b) {
        return Long.bitCount(a.letters() ^ b.letters()) <= 2 && isOneEditApart(a.text(), b.text());
    }

    /** As {@link #edits(String, String, int)}, with a look at the letters first. */
    static int edits(Term a, Term b, int max) {
        return !isCut(a, b) && Long.bitCount(a.letters() ^ b.letters()) > 2 * max
                ? max + 1
                : edits(a.text(), b.text(), max);
    }

    /** True if one of the texts is longer than what is compared of it. */
    private static boolean isCut(Term a, Term b) {
        return Math.max(a.text().length(), b.text().length()) > LENGTH_MAX;
    }

    /** The most that {@link #jaroWinkler} can be, by which letters and how many characters the two have. */
    static double jaroWinklerMax(Term a, Term b) {
        if (isCut(a, b)) {
            return 1;
        }
        String first = a.text();
        String second = b.text();
        int matchesMax = Math.min(
                first.length() - Long.bitCount(a.letters() & ~b.letters()),
                second.length() - Long.bitCount(b.letters() & ~a.letters()));
        if (matchesMax <= 0) {
            return 0;
        }
        double jaro = ((double) matchesMax / first.length() + (double) matchesMax / second.length() + 1) / 3;
        int prefix = 0;
        int prefixMax = Math.min(PREFIX_MAX, Math.min(first.length(), second.length()));
        while (prefix < prefixMax && first.charAt(prefix) == second.charAt(prefix)) {
            prefix++;
        }
        return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
    }

    /** True if one insertion, deletion, substitution or exchange of neighbours turns one text into the other. */
    static boolean isOneEditApart(String a, String b) {
        if (a.length() > b.length()) {
            return isOneEditApart(b, a);
        }
        int longer = b.length();
        if (longer - a.length() > 1) {
            return false;
        }
        int start = 0;
        while (start < a.length() && a.charAt(start) == b.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < a.length() - start && a.charAt(a.length() - 1 - end) == b.charAt(longer - 1 - end)) {
            end++;
        }
        int restA = a.length() - start - end;
        int restB = longer - start - end;
        return restB <= 1
                || (restA == 2
                        && restB == 2
                        && a.charAt(start) == b.charAt(start + 1)
                        && a.charAt(start + 1) == b.charAt(start));
    }

    /** True if both are made of the same letters, in another order. */
    static boolean isAnagram(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        long sum = 0;
        long squares = 0;
        for (int i = 0; i < a.length(); i++) {
            long x = a.charAt(i);
            long y = b.charAt(i);
            sum += x - y;
            squares += x * x * x - y * y * y;
        }
        if (sum != 0 || squares != 0) {
            return false;
        }
        char[] left = a.toCharArray();
        char[] right = b.toCharArray();
        Arrays.sort(left);
        Arrays.sort(right);
        return Arrays.equals(left, right);
    }

    /** Edits as above that turn one text into the other (optimal string alignment), or {@code max + 1} if more. */
    static int edits(String a, String b, int max) {
        int n = Math.min(a.length(), LENGTH_MAX);
        int m = Math.min(b.length(), LENGTH_MAX);
        if (Math.abs(n - m) > max) {
            return max + 1;
        }
        int[] twoBack = new int[m + 1];
        int[] back = new int[m + 1];
        int[] row = new int[m + 1];
        for (int j = 0; j <= m; j++) {
            back[j] = j;
        }
        for (int i = 1; i <= n; i++) {
            row[0] = i;
            int best = i;
            for (int j = 1; j <= m; j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int edits = Math.min(Math.min(row[j - 1], back[j]) + 1, back[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits = Math.min(edits, twoBack[j - 2] + 1);
                }
                row[j] = edits;
                best = Math.min(best, edits);
            }
            if (best > max) {
                return max + 1;
            }
            int[] free = twoBack;
            twoBack = back;
            back = row;
            row = free;
        }
        return Math.min(back[m], max + 1);
    }

    /** Jaro-Winkler similarity from 0 to 1 (Winkler 1990); letters are matched from the shorter, then lesser text. */
    static double jaroWinkler(String first, String second) {
        boolean inOrder =
                first.length() != second.length() ? first.length() < second.length() : first.compareTo(second) <= 0;
        String a = inOrder ? first : second;
        String b = inOrder ? second : first;
        int n = Math.min(a.length(), LENGTH_MAX);
        int m = Math.min(b.length(), LENGTH_MAX);
        if (n == 0) {
            return 0;
        }
        int reach = Math.max(0, Math.max(n, m) / 2 - 1);
        long takenA = 0;
        long takenB = 0;
        int matches = 0;
        for (int i = 0; i < n; i++) {
            int to = Math.min(m - 1, i + reach);
            for (int j = Math.max(0, i - reach); j <= to; j++) {
                if ((takenB & (1L << j)) == 0 && a.charAt(i) == b.charAt(j)) {
                    takenA |= 1L << i;
                    takenB |= 1L << j;
                    matches++;
                    break;
                }
            }
        }
        if (matches == 0) {
            return 0;
        }
        double jaro = ((double) matches / n
                        + (double) matches / m
                        + (matches - transpositions(a, takenA, b, takenB) / 2.0) / matches)
                / 3;
        int prefix = 0;
        while (prefix < Math.min(PREFIX_MAX, n) && a.charAt(prefix) == b.charAt(prefix)) {
            prefix++;
        }
        return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
    }

    private static int transpositions(String a, long takenA, String b, long takenB) {
        int count = 0;
        long restB = takenB;
        for (long restA = takenA; restA != 0; restA &= restA - 1) {
            int i = Long.numberOfTrailingZeros(restA);
            int j = Long.numberOfTrailingZeros(restB);
            restB &= restB - 1;
            if (a.charAt(i) != b.charAt(j)) {
                count++;
            }
        }
        return count;
    }

    /** Share of the pairs of neighbouring letters that two texts have in common, blanks left out, from 0 to 1 (Dice). */
    static double bigrams(String first, String second) {
        char[] a = letters(first);
        char[] b = letters(second);
        if (a.length < 2 || b.length < 2) {
            return 0;
        }
        long taken = 0;
        int common = 0;
        for (int i = 0; i + 1 < a.length; i++) {
            for (int j = 0; j + 1 < b.length; j++) {
                if (a[i] == b[j] && a[i + 1] == b[j + 1] && (taken & (1L << j)) == 0) {
                    taken |= 1L << j;
                    common++;
                    break;
                }
            }
        }
        return 2.0 * common / (a.length + b.length - 2);
    }

    /** The most that {@link #bigrams} can be: a letter that the other lacks spoils two pairs, or one at an end. */
    static double bigramsMax(Term a, Term b) {
        if (isCut(a, b)) {
            return 1;
        }
        int onlyA = Long.bitCount(a.letters() & ~b.letters());
        int onlyB = Long.bitCount(b.letters() & ~a.letters());
        int pairsA = a.text().length() - 1;
        int pairsB = b.text().length() - 1;
        int common = Math.min(pairsA - onlyA, pairsB - onlyB);
        int blanks = a.size() - 1 + b.size() - 1;
        return common <= 0 ? 0 : Math.min(1, 2.0 * common / Math.max(1, pairsA + pairsB - blanks));
    }

    private static char[] letters(String text) {
        int length = Math.min(text.length(), LENGTH_MAX);
        char[] letters = new char[length];
        int size = 0;
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != ' ') {
                letters[size++] = text.charAt(i);
            }
        }
        return Arrays.copyOf(letters, size);
    }
}
