package dev.karat.server.cli;

import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import dev.karat.engine.resolve.BatchResolver;
import dev.karat.engine.resolve.CsvInput;
import dev.karat.engine.resolve.ResolveInput;
import dev.karat.engine.resolve.Workers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code karat train}: makes a matching model of one's own data, without labels. */
@Command(
        name = "train",
        description = "Makes a matching model of your own records; no labels are needed.",
        footer = {
            "",
            "The columns are those of resolve. The model is frozen under its version: the same records give the same",
            "model, whatever the order of rows and files. Of more than a million records a part is read.",
            "Then: karat resolve --compare MODEL tells what it would change, and in gateway.yaml",
            "    matching: { model: MODEL }",
            "makes a gateway decide by it; one that holds records already applies it with karat plan and apply."
        })
final class TrainCommand implements Callable<Integer> {
    /** Records that are learned from, about; more teach little more, and all of them are in memory. */
    static final int RECORDS_MAX = 1_000_000;

    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE.csv", description = "UTF-8 files with a header row.")
    private List<Path> files = List.of();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the model is written.")
    private Path out = Path.of("");

    @Option(
            names = "--base",
            paramLabel = "FILE",
            description = "Model to start from: its rules, guards and thresholds stay (default: default-1).")
    private @Nullable Path baseFile;

    @Option(
            names = "--link-at",
            paramLabel = "P",
            description = "Probability from which two records are one customer (default: the base model's).")
    private @Nullable Double linkAt;

    @Option(
            names = "--review-at",
            paramLabel = "P",
            description = "Probability from which a person should look (default: the base model's).")
    private @Nullable Double reviewAt;

    @Option(names = "--name", paramLabel = "VERSION", description = "Version (default: made of the model's content).")
    private @Nullable String version;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() {
        check(
                version == null || VERSION.matcher(version).matches(),
                "--name is letters, digits, dots, dashes, at most 64");
        MatchModel standard = MatchModel.standard();
        check(!standard.version().equals(version), standard.version() + " is the model that comes with Karat");
        MatchModel base = deciding(baseFile == null ? standard : ModelJson.read(baseFile));
        try (var workers = threads.workers()) {
            train(base, workers);
        }
        return 0;
    }

    private MatchModel deciding(MatchModel base) {
        try {
            return base.decidingAt(
                    linkAt == null ? base.linkAt() : linkAt, reviewAt == null ? base.reviewAt() : reviewAt);
        } catch (IllegalArgumentException noThresholds) {
            throw new ParameterException(
                    command().commandLine(), "0 < --review-at <= --link-at < 1 does not hold", noThresholds);
        }
    }

    private void train(MatchModel base, Workers workers) {
        PrintWriter log = Output.errors(spec);
        ResolveInput input =
                new CsvInput(new Normalizer(new TermTable(), null), workers, null).sample(files, RECORDS_MAX);
        input.notices().forEach(log::println);
        log.printf("Read %,d records from %d file(s)%n", input.records().size(), files.size());
        log.flush();
        MatchModel trained = named(BatchResolver.train(input.records(), base, workers));
        WrittenFile.write(out, ModelJson.write(trained));
        PrintWriter text = Output.of(spec);
        new TrainReport(text, base, trained).print();
        Output.last(
                text,
                Output.result(true)
                        .put("version", trained.version())
                        .put("records", input.records().size())
                        .put("seconds", ProcessFigures.secondsSinceStart()));
    }

    private MatchModel named(MatchModel trained) {
        return version == null
                ? ModelJson.named(trained)
                : trained.fitted(version, trained.person(), trained.organization(), trained.frequencies());
    }

    private void check(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(command().commandLine(), message);
        }
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}
