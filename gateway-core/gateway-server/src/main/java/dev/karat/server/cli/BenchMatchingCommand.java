package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.engine.resolve.Workers;
import dev.karat.server.bench.LabelledSet;
import dev.karat.server.bench.MatchingBench;
import dev.karat.server.bench.MatchingResult;
import dev.karat.testkit.data.CrmCsv;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code karat bench matching}: how well labelled sets are resolved, all with the same configuration. */
@Command(
        name = "matching",
        description = "Resolves labelled sets and says how well: pairs of records after closure, against the truth.",
        footer = {
            "",
            "A set is a CSV file in the columns of resolve with the true customer in the column truth, which matching never",
            "sees. Without a file, 100,000 generated entries of a CRM are resolved (bench generate, seed 7).",
            "Nothing is trained with labels. Weights are fitted on the records of each set; with --leave-one-out a second",
            "table shows each set decided by weights that were fitted on all the other sets."
        })
final class BenchMatchingCommand implements Callable<Integer> {
    private static final int GENERATED = 100_000;
    private static final long SEED = 7;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "FILE.csv|DIR", description = "Labelled sets; of a folder all CSV files.")
    private List<Path> files = List.of();

    @Option(names = "--leave-one-out", description = "Decide each set by what was fitted on the others, too.")
    private boolean leaveOneOut;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() throws IOException {
        try (var workers = threads.workers()) {
            if (!files.isEmpty()) {
                return run(LabelledSet.of(files), workers);
            }
            Path generated = Files.createTempFile("karat-crm", ".csv");
            try {
                CrmCsv.write(generated, SEED, GENERATED);
                return run(List.of(new LabelledSet("crm", generated)), workers);
            } finally {
                Files.deleteIfExists(generated);
            }
        }
    }

    private int run(List<LabelledSet> sets, Workers workers) {
        check(!leaveOneOut || sets.size() > 1, "--leave-one-out needs two sets at least");
        ObjectNode json = Output.result(true);
        var bench = new MatchingBench(workers);
        table(sets, "set", bench::fitted, json.putArray("sets"));
        if (leaveOneOut) {
            table(sets, "left out", set -> bench.leftOut(set, others(sets, set)), json.putArray("leftOut"));
        }
        Output.last(Output.of(spec), json);
        return 0;
    }

    private static List<LabelledSet> others(List<LabelledSet> sets, LabelledSet leftOut) {
        return sets.stream().filter(set -> !set.equals(leftOut)).toList();
    }

    /** Each line is printed when it is known: a large set takes its time. */
    private void table(
            List<LabelledSet> sets, String title, Function<LabelledSet, MatchingResult> measure, ArrayNode json) {
        PrintWriter out = Output.of(spec);
        out.printf(
                "%-32s %9s %11s %9s %9s %9s %9s %8s%n",
                title, "records", "true pairs", "precision", "recall", "F1", "profiles", "seconds");
        out.flush();
        for (LabelledSet set : sets) {
            MatchingResult result = measure.apply(set);
            var found = result.evaluation();
            out.printf(
                    Locale.ROOT,
                    "%-32s %,9d %,11d %9.4f %9.4f %9.4f %,9d %8.1f%n",
                    result.set(),
                    result.records(),
                    found.expected(),
                    found.precision(),
                    found.recall(),
                    found.f1(),
                    result.profiles(),
                    result.seconds());
            out.flush();
            json.addObject()
                    .put("set", result.set())
                    .put("records", result.records())
                    .put("truePairs", found.expected())
                    .put("precision", found.precision())
                    .put("recall", found.recall())
                    .put("f1", found.f1())
                    .put("profiles", result.profiles())
                    .put("seconds", Math.round(result.seconds() * 100) / 100.0);
        }
    }

    private void check(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
        }
    }
}
