package dev.karat.server.cli;

import dev.karat.engine.match.Comparison;
import dev.karat.engine.match.Level;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.PairWeights;
import dev.karat.engine.match.PairWeights.Odds;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Tells what a model learned: of each comparison the weight that moved most. */
final class TrainReport {
    /** Weights that moved less than this are not worth a line, in bits. */
    private static final double MOVED_MIN = 0.05;

    private final PrintWriter out;
    private final MatchModel base;
    private final MatchModel trained;

    TrainReport(PrintWriter out, MatchModel base, MatchModel trained) {
        this.out = out;
        this.base = base;
        this.trained = trained;
    }

    private record Moved(Comparison comparison, Level level, double from, double to) {
        double by() {
            return Math.abs(to - from);
        }
    }

    void print() {
        out.println("Model " + trained.version() + ", learned from " + base.version());
        print("Persons", base.person(), trained.person());
        print("Organisations", base.organization(), trained.organization());
        out.printf(
                Locale.ROOT,
                "Links from a probability of %s (%.1f bits), a person looks from %s (%.1f bits)%n",
                trained.linkAt(),
                trained.linkWeight(),
                trained.reviewAt(),
                trained.reviewWeight());
    }

    private void print(String kind, PairWeights from, PairWeights to) {
        out.println();
        out.println(kind + ", in bits, as far as they moved:");
        out.println("     base learned");
        line(from.matchPrior(), to.matchPrior(), "any two records");
        List<Moved> moved = new ArrayList<>();
        from.odds().forEach((comparison, levels) -> most(comparison, levels, to, moved));
        moved.sort(Comparator.comparingDouble(Moved::by).reversed());
        moved.forEach(one -> line(one.from, one.to, one.comparison.title() + ": " + one.comparison.text(one.level)));
    }

    private void line(double from, double to, String text) {
        out.printf(Locale.ROOT, "  %+7.1f %+7.1f  %s%n", from, to, text);
    }

    private static void most(Comparison comparison, Map<Level, Odds> levels, PairWeights to, List<Moved> into) {
        Map<Level, Odds> learned = Objects.requireNonNull(to.odds().get(comparison), "All models know all comparisons");
        levels.entrySet().stream()
                .map(level -> new Moved(
                        comparison,
                        level.getKey(),
                        weight(level.getValue()),
                        weight(Objects.requireNonNull(learned.get(level.getKey())))))
                .max(Comparator.comparingDouble(Moved::by))
                .filter(moved -> moved.by() >= MOVED_MIN)
                .ifPresent(into::add);
    }

    private static double weight(Odds odds) {
        return Math.log(odds.match() / odds.unrelated()) / Math.log(2);
    }
}
