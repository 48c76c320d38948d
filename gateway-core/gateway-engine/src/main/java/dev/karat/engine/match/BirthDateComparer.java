package dev.karat.engine.match;

/** Compares dates of birth, also partial ones and ones that no calendar has. */
final class BirthDateComparer {
    private BirthDateComparer() {}

    static void compare(int a, int b, PairVector into) {
        if (a != 0 && b != 0) {
            Level level = level(a, b);
            into.set(Comparison.BIRTH_DATE, level, level == Level.EXACT ? a : 0);
        }
    }

    static Level level(int a, int b) {
        if (a == b) {
            return a % 100 == 0 ? partial(a) : Level.EXACT;
        }
        int yearA = a / 10000;
        int yearB = b / 10000;
        boolean year = yearA == yearB || ((yearA < 100 || yearB < 100) && yearA % 100 == yearB % 100);
        int monthA = a / 100 % 100;
        int monthB = b / 100 % 100;
        int dayA = a % 100;
        int dayB = b % 100;
        if (dayA == 0 || dayB == 0) {
            boolean month = monthA == 0 || monthB == 0 || monthA == monthB;
            return year && month ? partial(Math.min(monthA, monthB) * 100) : Level.DIFFERENT;
        }
        if (year && monthA == monthB && dayA == dayB) {
            return Level.EXACT;
        }
        if (year && monthA == dayB && dayA == monthB) {
            return Level.SWAPPED;
        }
        if (Digits.areOneApart(a, b)) {
            return Level.CLOSE;
        }
        int same = (year ? 1 : 0) + (monthA == monthB ? 1 : 0) + (dayA == dayB ? 1 : 0);
        if (same == 2) {
            return Level.PART;
        }
        return year ? Level.SIMILAR : Level.DIFFERENT;
    }

    /** Two dates of which one at least lacks a day agree as far as they go. */
    private static Level partial(int date) {
        return date / 100 % 100 == 0 ? Level.SIMILAR : Level.PART;
    }
}
