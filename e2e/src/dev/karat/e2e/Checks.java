package dev.karat.e2e;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** What was checked and when, for a table at the end. A check that fails stops nothing. */
final class Checks {
    /** A change that did not arrive after so long is not coming. */
    private static final Duration SOON = Duration.ofSeconds(90);

    /** What is longer is cut in the table. */
    private static final int WIDTH_MAX = 120;

    private static final List<String> HEAD = List.of("at", "check", "expected", "seen", "ok");

    private final long started = System.nanoTime();
    private final List<Check> checks = new ArrayList<>();

    private record Check(String at, String what, String expected, String seen, String ok) {
        List<String> cells() {
            return List.of(at, what, expected, seen.substring(0, Math.min(WIDTH_MAX, seen.length())), ok);
        }
    }

    /** What is seen has to be equal to what is expected. */
    void equal(String what, Object expected, Object seen) {
        holds(what, expected.toString(), seen, expected.equals(seen));
    }

    /** The caller decides. */
    void holds(String what, String expected, Object seen, boolean ok) {
        add(what, expected, String.valueOf(seen), ok ? "ok" : "NO");
    }

    /** Waits until it is so, and notes how long that took. */
    boolean arrives(String what, BooleanSupplier condition) {
        long from = System.nanoTime();
        boolean arrived = Wait.until(SOON, condition);
        String took = String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - from) / 1e9);
        holds(what, "within " + SOON.toSeconds() + " s", arrived ? took : "not within " + took, arrived);
        return arrived;
    }

    /** Reported only. */
    void note(String what, Object seen) {
        add(what, "(reported)", String.valueOf(seen), "-");
    }

    private void add(String what, String expected, String seen, String ok) {
        long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
        var check = new Check(String.format("%d:%02d", seconds / 60, seconds % 60), what, expected, seen, ok);
        checks.add(check);
        System.err.printf("e2e: %5s %-3s %s: %s%n", check.at(), check.ok(), check.what(), check.seen());
    }

    boolean allHold() {
        return checks.stream().noneMatch(check -> check.ok().equals("NO"));
    }

    /** Prints the table, and whether everything is as expected; answers the exit code. */
    int close(PrintStream out) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        checks.forEach(check -> rows.add(check.cells()));
        var format = new StringBuilder("|");
        var line = new ArrayList<String>();
        for (int i = 0; i < HEAD.size(); i++) {
            int column = i;
            int width = rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(1);
            format.append(" %").append(i == 0 ? "" : "-").append(width).append("s |");
            line.add("-".repeat(width));
        }
        rows.add(1, line);
        rows.forEach(row -> out.println(String.format(format.toString(), row.toArray())));
        out.println(allHold() ? "e2e: everything is as expected" : "e2e: NOT everything is as expected");
        return allHold() ? 0 : 1;
    }
}
