package dev.karat.engine.match;

import dev.karat.api.model.CustomerData;
import dev.karat.bench.Entries;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import java.util.concurrent.TimeUnit;
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

/** One record from canonical data to what is compared; its terms are known, as those of most records are. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NormalizerBenchmark {
    private static final int RECORDS = 1024;

    private final CustomerData[] records = Entries.data(RECORDS);
    private final Normalizer normalizer = new Normalizer(new TermTable(), null);

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void features(Blackhole sink) {
        for (CustomerData next : records) {
            sink.consume(normalizer.features(next));
        }
    }
}
