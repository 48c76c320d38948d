package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.engine.match.Guards;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import dev.karat.engine.resolve.BatchResolver;
import dev.karat.engine.resolve.ClusterOutput;
import dev.karat.engine.resolve.CsvInput;
import dev.karat.engine.resolve.PairwiseEvaluation;
import dev.karat.engine.resolve.Partition;
import dev.karat.engine.resolve.PartitionComparer;
import dev.karat.engine.resolve.PartitionDiff;
import dev.karat.engine.resolve.ReportBuilder;
import dev.karat.engine.resolve.ResolveInput;
import dev.karat.engine.resolve.ResolveReport;
import dev.karat.engine.resolve.ShownValues;
import dev.karat.engine.resolve.Workers;
import dev.karat.server.report.ResolveReportPage;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code karat resolve}: finds which rows of CSV files are one customer, without a server. */
@Command(
        name = "resolve",
        description = "Finds which rows of CSV files are one customer.",
        footer = {
            "",
            "Columns are known by their names: id, system, kind, givenName, additionalName, familyName, name, organization,",
            "email, phone, birthDate, gender, taxId, nationalId, streetAddress, locality, postalCode, region, country,",
            "birthPlace, jobTitle. Several values in a cell are parted by a vertical bar. Several files are one set.",
            "Without --model the weights are learned from the files themselves; no labels are needed."
        })
public final class ResolveCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE.csv", description = "UTF-8 files with a header row.")
    private List<Path> files = List.of();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where id,golden_id is written.")
    private Path out = Path.of("");

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--one-to-one", description = "No two rows of one system are one customer.")
    private boolean oneToOne;

    @Option(names = "--model", paramLabel = "FILE", description = "Decide with this model instead of a fitted one.")
    private @Nullable Path modelFile;

    @Option(names = "--save-model", paramLabel = "FILE", description = "Write the model that decided.")
    private @Nullable Path saveModel;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a page with charts of scores and reasons.")
    private @Nullable Path report;

    @Option(
            names = "--report-values",
            description = "Show the records' values in the page, not only their ids; they are personal data.")
    private boolean reportValues;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "Tell what this other model would merge and split; what is written stays as it is.")
    private @Nullable Path compare;

    @Option(
            names = "--truth",
            paramLabel = "COLUMN",
            description = "Column of the true customer: adds precision and recall.")
    private @Nullable String truth;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
        if (reportValues && report == null) {
            throw new ParameterException(command.commandLine(), "--report-values needs --report");
        }
        if (report != null && !Files.isDirectory(report.toAbsolutePath().resolveSibling("."))) {
            throw new ParameterException(command.commandLine(), "There is no folder for --report " + report);
        }
        try (var workers = threads.workers()) {
            Output.last(Output.of(spec), resolve(workers, command.commandLine().getErr()));
        }
        return 0;
    }

    private ObjectNode resolve(Workers workers, PrintWriter log) {
        MatchModel model = modelFile == null ? null : ModelJson.read(modelFile);
        MatchModel other = compare == null ? null : ModelJson.read(compare);
        ResolveInput input = new CsvInput(new Normalizer(new TermTable(), null), workers, truth).read(files);
        input.notices().forEach(log::println);
        log.printf("Read %,d records from %d file(s)%n", input.records().size(), files.size());
        Partition partition = new BatchResolver(model, oneToOne, workers).resolve(input.records());
        log.printf("Resolved them to %,d profiles%n", partition.profiles());
        alarm(partition, log);
        log.flush();
        ClusterOutput.write(out, input, partition);
        MatchModel used = model == null && (saveModel != null || report != null)
                ? ModelJson.named(partition.model())
                : partition.model();
        if (saveModel != null) {
            WrittenFile.write(saveModel, ModelJson.write(used));
        }
        if (report != null) {
            report(report, input, partition.named(used), workers);
            log.println("Wrote the report " + report);
        }
        PartitionDiff diff = other == null ? null : compare(input, partition, other, workers);
        ObjectNode summary = summary(input, partition);
        return diff == null
                ? summary
                : summary.put("merges", diff.merges())
                        .put("splits", diff.splits())
                        .put("regroups", diff.regroups())
                        .put("recordsMoved", diff.recordsMoved());
    }

    /** Ids only, no value of a record. */
    private static void alarm(Partition partition, PrintWriter log) {
        LargeProfiles large = partition.large();
        Guards guards = partition.model().guards();
        if (large.count() > 0) {
            log.printf(
                    "Look at %,d profile(s) of more than %,d different records; the largest: %s%n",
                    large.count(),
                    guards.membersAlarm(),
                    large.largest().stream()
                            .map(one -> one.goldenId() + " (" + one.records() + ")")
                            .collect(Collectors.joining(", ")));
        }
        if (large.cut() > 0) {
            log.printf(
                    "Cut %,d group(s) of records, because more than %,d different ones hung together%n",
                    large.cut(), guards.membersMax());
        }
    }

    private PartitionDiff compare(ResolveInput input, Partition partition, MatchModel other, Workers workers) {
        Partition otherwise = new BatchResolver(other, oneToOne, workers).resolve(input.records());
        PartitionDiff diff =
                PartitionComparer.compare(input.records(), partition, otherwise, oneToOne, CompareReport.CHANGES_MAX);
        new CompareReport(Output.of(spec), partition.model(), other).print(diff);
        return diff;
    }

    private void report(Path page, ResolveInput input, Partition partition, Workers workers) {
        ResolveReport found = ReportBuilder.build(input, partition, workers);
        var values = reportValues ? ShownValues.read(files, found.shownKeys(), truth) : null;
        var head = new ResolveReportPage.Head(
                files.stream().map(file -> String.valueOf(file.getFileName())).toList(),
                Clock.systemUTC().instant(),
                ProcessFigures.secondsSinceStart());
        WrittenFile.write(page, ResolveReportPage.render(found, head, values, null));
    }

    private ObjectNode summary(ResolveInput input, Partition partition) {
        ObjectNode summary = Output.result(true)
                .put("records", input.records().size())
                .put("profiles", partition.profiles())
                .put("largeProfiles", partition.large().count())
                .put("cutProfiles", partition.large().cut())
                .put("seconds", ProcessFigures.secondsSinceStart())
                .put("peakMemoryMb", ProcessFigures.peakMemoryMb());
        if (truth != null) {
            var evaluation = PairwiseEvaluation.of(partition.clusters(), input.truth());
            summary.put("precision", evaluation.precision())
                    .put("recall", evaluation.recall())
                    .put("f1", evaluation.f1());
        }
        return summary;
    }
}
