package dev.karat.engine.match;

import dev.karat.bench.Entries;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Term;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** One comparison of two family names that are not the same, one in three of them a slip of the other. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StringDistanceBenchmark {
    private static final int PAIRS = 512;

    private final String[] left = new String[PAIRS];
    private final String[] right = new String[PAIRS];

    public StringDistanceBenchmark() {
        String[] names = Arrays.stream(Entries.features(8 * PAIRS))
                .map(Features::family)
                .filter(Objects::nonNull)
                .map(StringDistanceBenchmark::text)
                .distinct()
                .limit(2 * PAIRS)
                .toArray(String[]::new);
        for (int i = 0; i < PAIRS; i++) {
            left[i] = names[i];
            right[i] = i % 3 == 0 ? slipped(names[i]) : names[names.length - 1 - i];
        }
    }

    private static String text(@Nullable Term term) {
        return term == null ? "" : term.text();
    }

    /** The last two letters swapped. */
    private static String slipped(String name) {
        var slipped = new StringBuilder(name).reverse();
        if (slipped.length() > 1) {
            slipped.insert(2, slipped.charAt(0)).deleteCharAt(0);
        }
        return slipped.reverse().toString();
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void jaroWinkler(Blackhole sink) {
        for (int i = 0; i < PAIRS; i++) {
            sink.consume(StringDistance.jaroWinkler(left[i], right[i]));
        }
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void editsUpToTwo(Blackhole sink) {
        for (int i = 0; i < PAIRS; i++) {
            sink.consume(StringDistance.edits(left[i], right[i], 2));
        }
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void isOneEditApart(Blackhole sink) {
        for (int i = 0; i < PAIRS; i++) {
            sink.consume(StringDistance.isOneEditApart(left[i], right[i]));
        }
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void bigrams(Blackhole sink) {
        for (int i = 0; i < PAIRS; i++) {
            sink.consume(StringDistance.bigrams(left[i], right[i]));
        }
    }
}
