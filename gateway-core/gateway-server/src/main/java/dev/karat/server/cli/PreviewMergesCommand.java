package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.resolve.MergeReview;
import dev.karat.engine.resolve.Partition;
import dev.karat.engine.resolve.ReportBuilder;
import dev.karat.engine.resolve.ResolveInput;
import dev.karat.engine.resolve.ResolveReport;
import dev.karat.engine.resolve.StoredProfiles;
import dev.karat.engine.resolve.Workers;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.server.GatewayClient;
import dev.karat.server.report.ResolveReportPage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what was merged, for people to judge, and takes their answers. */
@Command(
        name = "merges",
        description = "Shows what was merged, for people to judge before anything is written, and takes their answers.",
        footer = {
            "",
            "Reads one state of the database, whether or not a gateway runs on it. --html writes a page with pairs to",
            "judge: some at random, the riskiest and those that were nearly merged. The page saves the answers into a",
            "file; --answers hands that to the running gateway, where each yes or no becomes a steward's verdict, and",
            "tells the share of right merges among those drawn at random."
        })
final class PreviewMergesCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Mixin
    private final PolicyOption policy = new PolicyOption();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page to judge merges with.")
    private @Nullable Path html;

    @Option(
            names = "--values",
            description = "Show the records' values in the page, not only their ids; they are personal data.")
    private boolean values;

    @Option(names = "--seed", paramLabel = "N", description = "Which pairs are drawn (default: 1).")
    private long seed = 1;

    @Option(names = "--answers", paramLabel = "FILE", description = "Answers that the page saved.")
    private @Nullable Path answers;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        Path answered = answers;
        if (answered != null) {
            Output.last(out, MergeAnswers.read(answered).decide(GatewayClient.of(data.data), out));
            return 0;
        }
        try (var workers = threads.workers();
                Store store = new StoredData(data.data).snapshot()) {
            Output.last(out, look(store, policy.read(), workers, out));
        }
        return 0;
    }

    private ObjectNode look(Store store, GatewayPolicy by, Workers workers, PrintWriter out) {
        StoredProfiles profiles = StoredProfiles.read(store, by.country());
        Partition partition = profiles.partition(by.matching().model());
        ResolveReport report = named(report(profiles, partition, workers), profiles);
        MergeReview review = MergeReview.of(profiles, partition, report, new SplittableRandom(seed));
        out.printf(
                "%,d records are %,d profiles, of which %,d hold several records%n",
                report.records(), report.profiles(), report.merged());
        review.overlap().forEach((systems, count) -> out.printf("  %s: %,d%n", systems, count));
        review.queue()
                .forEach((from, count) ->
                        out.printf(Locale.ROOT, "A review from %.0f %% on would show %,d pairs%n", 100 * from, count));
        if (html != null) {
            write(html, store, report, review);
            out.println("Judge the merges in " + html);
        }
        return json(report, review).put("html", html == null ? null : html.toString());
    }

    private static ResolveReport report(StoredProfiles profiles, Partition partition, Workers workers) {
        int records = profiles.records().size();
        List<@Nullable String> unknown = Collections.nCopies(records, null);
        return ReportBuilder.build(
                new ResolveInput(profiles.records(), new int[0], unknown, true, List.of()), partition, workers);
    }

    /** By the ids that the profiles have, not by those that a file of these records would be given. */
    private static ResolveReport named(ResolveReport report, StoredProfiles profiles) {
        Map<RecordKey, String> ids = profiles.goldenIds(
                report.largest().stream().map(profile -> profile.keys().get(0)).toList());
        return report.named(profile -> new ResolveReport.Profile(
                String.valueOf(ids.get(profile.keys().get(0))), profile.size(), profile.keys()));
    }

    private void write(Path page, Store store, ResolveReport report, MergeReview review) {
        var head = new ResolveReportPage.Head(
                List.of("the profiles in the store"), Clock.systemUTC().instant(), ProcessFigures.secondsSinceStart());
        var keys = new HashSet<>(report.shownKeys());
        Stream.of(review.random(), review.riskiest(), review.doubtful())
                .flatMap(List::stream)
                .forEach(pair -> keys.addAll(List.of(pair.first(), pair.second())));
        WrittenFile.write(
                page, ResolveReportPage.render(report, head, values ? values(store.recordsByKey(keys)) : null, review));
    }

    private static Map<RecordKey, Map<String, String>> values(Map<RecordKey, StoredRecord> records) {
        var values = new HashMap<RecordKey, Map<String, String>>();
        records.forEach((key, record) -> {
            var said = new LinkedHashMap<String, String>();
            CustomerDataJson.toNode(record.data())
                    .properties()
                    .forEach(value -> said.put(value.getKey(), text(value.getValue())));
            values.put(key, said);
        });
        return values;
    }

    private static String text(JsonNode value) {
        if (value.isValueNode()) {
            return value.asText();
        }
        return StreamSupport.stream(value.spliterator(), false)
                .map(PreviewMergesCommand::text)
                .collect(Collectors.joining(", "));
    }

    private static ObjectNode json(ResolveReport report, MergeReview review) {
        ObjectNode result = Output.result(true)
                .put("records", report.records())
                .put("profiles", report.profiles())
                .put("merged", report.merged());
        ObjectNode overlap = result.putObject("overlap");
        review.overlap().forEach(overlap::put);
        ObjectNode queue = result.putObject("reviewQueue");
        review.queue().forEach((from, count) -> queue.put(String.valueOf(from), count));
        return result;
    }
}
