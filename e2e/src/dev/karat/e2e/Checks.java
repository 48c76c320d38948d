package dev.karat.e2e;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What was checked, for a table at the end. A check that fails stops nothing. */
final class Checks {
    private final List<Check> checks = new ArrayList<>();

    private record Check(String what, String expected, String seen, String ok) {
        List<String> cells() {
            return List.of(what, expected, seen, ok);
        }
    }

    /** What is seen has to be equal to what is expected. */
    void equal(String what, Object expected, Object seen) {
        holds(what, expected.toString(), seen, expected.equals(seen));
    }

    /** The caller decides. */
    void holds(String what, String expected, Object seen, boolean ok) {
        add(new Check(what, expected, String.valueOf(seen), ok ? "ok" : "NO"));
    }

    /** Reported only. */
    void note(String what, Object seen) {
        add(new Check(what, "(reported)", String.valueOf(seen), "-"));
    }

    private void add(Check check) {
        checks.add(check);
        System.err.printf("e2e: %-3s %s: %s%n", check.ok(), check.what(), check.seen());
    }

    boolean allHold() {
        return checks.stream().noneMatch(check -> check.ok().equals("NO"));
    }

    void print(PrintStream out) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("check", "expected", "seen", "ok"));
        checks.forEach(check -> rows.add(check.cells()));
        int[] widths = new int[4];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        String format =
                "| %-" + widths[0] + "s | %-" + widths[1] + "s | %-" + widths[2] + "s | %-" + widths[3] + "s |%n";
        for (int i = 0; i < rows.size(); i++) {
            out.printf(format, rows.get(i).toArray());
            if (i == 0) {
                out.printf(
                        format,
                        "-".repeat(widths[0]),
                        "-".repeat(widths[1]),
                        "-".repeat(widths[2]),
                        "-".repeat(widths[3]));
            }
        }
    }
}
