package dev.karat.server.cli;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.resolve.PartitionDiff;
import dev.karat.engine.resolve.PartitionDiff.Change;
import dev.karat.engine.resolve.PartitionDiff.DecisivePair;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells what another model would change, as text for people. */
final class CompareReport {
    /** Changes that are told one by one. */
    static final int CHANGES_MAX = 100;

    /** Records of one profile that are named. */
    private static final int NAMED_MAX = 8;

    private final PrintWriter out;
    private final MatchModel model;
    private final MatchModel other;

    CompareReport(PrintWriter out, MatchModel model, MatchModel other) {
        this.out = out;
        this.model = model;
        this.other = other;
    }

    void print(PartitionDiff diff) {
        out.printf(
                Locale.ROOT,
                "Model %s in place of %s: %,d merges, %,d splits, %,d profiles regrouped; %,d records would move%n",
                other.version(),
                model.version(),
                diff.merges(),
                diff.splits(),
                diff.regroups(),
                diff.recordsMoved());
        for (Change change : diff.changes()) {
            out.println();
            switch (change.kind()) {
                case MERGE -> out.println("merge " + profiles(change.before()));
                case SPLIT -> out.println("split " + profiles(change.after()));
                case REGROUP -> out.println("regroup " + profiles(change.before()) + " to " + profiles(change.after()));
            }
            decisive(change.decisive());
        }
        int leftOut = diff.size() - diff.changes().size();
        if (leftOut > 0) {
            out.printf(Locale.ROOT, "%n%,d weaker changes are not shown%n", leftOut);
        }
    }

    private static String profiles(List<List<RecordKey>> profiles) {
        return profiles.stream().limit(NAMED_MAX).map(CompareReport::records).collect(Collectors.joining(" | "))
                + (profiles.size() > NAMED_MAX ? " | and " + (profiles.size() - NAMED_MAX) + " more" : "");
    }

    private static String records(List<RecordKey> records) {
        return records.stream().limit(NAMED_MAX).map(CompareReport::name).collect(Collectors.joining(", "))
                + (records.size() > NAMED_MAX ? " and " + (records.size() - NAMED_MAX) + " more" : "");
    }

    private static String name(RecordKey key) {
        return key.system().isEmpty() ? key.id() : key.system() + ":" + key.id();
    }

    private void decisive(DecisivePair pair) {
        out.println("  " + name(pair.first()) + " and " + name(pair.second()) + " decide:");
        out.println("      now   other");
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, Double> now = weights(pair.before(), texts);
        Map<String, Double> then = weights(pair.after(), texts);
        texts.forEach((comparison, text) ->
                line(now.getOrDefault(comparison, 0.0), then.getOrDefault(comparison, 0.0), text));
        line(pair.before().score().weight(), pair.after().score().weight(), "bits in all");
        line(model.linkWeight(), other.linkWeight(), "bits are needed for a link");
        if (pair.refusal() != null) {
            out.println("  but a guard decides: " + pair.refusal().text());
        }
    }

    private void line(double now, double then, String text) {
        out.printf(Locale.ROOT, "  %+7.1f %+7.1f  %s%n", now, then, text);
    }

    private static Map<String, Double> weights(MatchExplanation explanation, Map<String, String> texts) {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (MatchExplanation.Line line : explanation.lines()) {
            texts.putIfAbsent(line.comparison(), line.text());
            weights.merge(line.comparison(), line.weight(), Double::sum);
        }
        return weights;
    }
}
