package dev.karat.server.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.Comparison;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.PairWeights;
import dev.karat.engine.resolve.MergeReview;
import dev.karat.engine.resolve.PairGroup;
import dev.karat.engine.resolve.PairwiseEvaluation;
import dev.karat.engine.resolve.ResolveReport;
import dev.karat.engine.resolve.ResolveReport.Pair;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The data of the page; {@code page.js} reads it. Used once. */
final class ReportJson {
    private final ResolveReport report;
    private final ResolveReportPage.Head head;
    private final @Nullable Map<RecordKey, Map<String, String>> values;
    private final @Nullable MergeReview review;

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final ArrayNode pairs = json.putArray("pairs");
    /** Texts of the lines, each once, with its number. */
    private final Map<List<String>, Integer> texts = new LinkedHashMap<>();

    /** @param review what a person is asked to judge, or null */
    ReportJson(
            ResolveReport report,
            ResolveReportPage.Head head,
            @Nullable Map<RecordKey, Map<String, String>> values,
            @Nullable MergeReview review) {
        this.report = report;
        this.head = head;
        this.values = values;
        this.review = review;
    }

    ObjectNode write() {
        head();
        ArrayNode scores = json.putArray("scores");
        report.scores()
                .forEach(bin -> scores.addArray()
                        .add(bin.from())
                        .add(bin.pairs())
                        .add(bin.same())
                        .add(bin.other()));
        profiles();
        lists();
        ArrayNode lines = json.putArray("texts");
        texts.keySet().forEach(text -> lines.addArray().add(text.get(0)).add(text.get(1)));
        ArrayNode weights = json.putArray("weights");
        weights("Persons", report.model().person(), weights.addObject());
        weights("Organisations", report.model().organization(), weights.addObject());
        measured();
        return json;
    }

    private void head() {
        MatchModel model = report.model();
        ArrayNode files = json.putArray("files");
        head.files().forEach(files::add);
        json.put("madeAt", head.madeAt().toString())
                .put("seconds", head.seconds())
                .put("records", report.records())
                .put("profiles", report.profiles())
                .put("merged", report.merged())
                .put("compared", report.compared())
                .put("model", model.version())
                .put("linkAt", model.linkAt())
                .put("reviewAt", model.reviewAt())
                .put("link", model.linkWeight())
                .put("review", model.reviewWeight())
                .put("bin", ResolveReport.BIN)
                .put("valuesShown", values != null);
    }

    private void profiles() {
        ArrayNode sizes = json.putArray("sizes");
        report.sizes().forEach((size, count) -> sizes.addArray().add(size).add(count));
        json.putObject("alarm")
                .put("from", report.model().guards().membersAlarm())
                .put("max", report.model().guards().membersMax())
                .put("profiles", report.large().count())
                .put("cut", report.large().cut());
        ArrayNode largest = json.putArray("largest");
        for (ResolveReport.Profile profile : report.largest()) {
            ObjectNode node = largest.addObject();
            ArrayNode keys = node.put("id", profile.goldenId())
                    .put("size", profile.size())
                    .putArray("keys");
            profile.keys().forEach(key -> key(keys.addArray(), key));
        }
    }

    private void lists() {
        ObjectNode totals = json.putObject("totals");
        for (PairGroup group : PairGroup.values()) {
            totals.put(group.name(), report.group(group).total());
        }
        ObjectNode lists = json.putObject("lists");
        list(lists.putArray("DOUBTFUL"), report.doubtful());
        for (PairGroup group : PairGroup.values()) {
            if (!group.isDoubtful()) {
                list(lists.putArray(group.name()), report.group(group).shown());
            }
        }
        if (review != null) {
            review(review, lists);
        }
    }

    private void review(MergeReview asked, ObjectNode lists) {
        list(lists.putArray("RANDOM"), asked.random());
        list(lists.putArray("RISKIEST"), asked.riskiest());
        list(lists.putArray("NEAREST"), asked.doubtful());
        ArrayNode overlap = json.putArray("overlap");
        asked.overlap()
                .forEach((systems, count) -> overlap.addArray().add(systems).add(count));
        ArrayNode queue = json.putArray("queue");
        asked.queue().forEach((from, count) -> queue.addArray().add(from).add(count));
    }

    private void list(ArrayNode into, List<Pair> of) {
        for (Pair pair : of) {
            into.add(pairs.size());
            pair(pairs.addObject(), pair);
        }
    }

    private void pair(ObjectNode into, Pair pair) {
        key(into.putArray("a"), pair.first());
        key(into.putArray("b"), pair.second());
        into.put("group", pair.group().name())
                .put("together", pair.together())
                .put("truth", pair.truth().name())
                .put("times", pair.times())
                .put("doubt", rounded(pair.doubt()))
                .put("score", rounded(pair.why().score().weight()))
                .put("probability", pair.why().score().probability());
        ArrayNode lines = into.putArray("lines");
        for (MatchExplanation.Line line : pair.why().lines()) {
            lines.addArray().add(text(line)).add(rounded(line.weight()));
        }
        if (values != null) {
            values(
                    into.putArray("values"),
                    values.getOrDefault(pair.first(), Map.of()),
                    values.getOrDefault(pair.second(), Map.of()));
        }
    }

    private static void values(ArrayNode into, Map<String, String> first, Map<String, String> second) {
        var columns = new LinkedHashSet<>(first.keySet());
        columns.addAll(second.keySet());
        for (String column : columns) {
            into.addArray().add(column).add(first.getOrDefault(column, "")).add(second.getOrDefault(column, ""));
        }
    }

    /** The number of the line's title and text; the title is not said twice. */
    private int text(MatchExplanation.Line line) {
        String title = title(line.comparison());
        String start = title + ": ";
        String text = line.text().startsWith(start) ? line.text().substring(start.length()) : line.text();
        return texts.computeIfAbsent(List.of(title, text), any -> texts.size());
    }

    private static String title(String comparison) {
        for (Comparison known : Comparison.values()) {
            if (known.path().equals(comparison)) {
                return capital(known.title());
            }
        }
        return comparison.equals("prior") ? "Start" : capital(comparison);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static void key(ArrayNode into, RecordKey key) {
        into.add(key.system()).add(key.id());
    }

    private static void weights(String kind, PairWeights weights, ObjectNode into) {
        ArrayNode comparisons = into.put("kind", kind).putArray("comparisons");
        weights.odds().forEach((comparison, levels) -> {
            ObjectNode node = comparisons.addObject();
            ArrayNode rows = node.put("title", capital(comparison.title())).putArray("levels");
            levels.forEach((level, odds) -> rows.addArray()
                    .add(comparison.text(level))
                    .add(odds.match())
                    .add(odds.shared())
                    .add(odds.namesake())
                    .add(odds.unrelated()));
        });
    }

    private void measured() {
        ResolveReport.Measured measured = report.measured();
        if (measured == null) {
            json.putNull("measured");
            return;
        }
        ObjectNode node = json.putObject("measured").put("neverCompared", measured.neverCompared());
        evaluation(node.putObject("links"), measured.links());
        evaluation(node.putObject("profiles"), measured.profiles());
    }

    private static void evaluation(ObjectNode into, PairwiseEvaluation evaluation) {
        into.put("found", evaluation.found())
                .put("expected", evaluation.expected())
                .put("right", evaluation.right())
                .put("precision", evaluation.precision())
                .put("recall", evaluation.recall())
                .put("f1", evaluation.f1());
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
