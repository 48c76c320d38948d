package dev.karat.engine.match;

import dev.karat.bench.Entries;
import dev.karat.engine.normalize.Features;
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

/** All keys of one record, with their narrowed forms. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BlockingKeysBenchmark {
    private static final int RECORDS = 1024;

    private final Features[] records = Entries.features(RECORDS);
    private final BlockingKeys keys = new BlockingKeys();

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void fill(Blackhole sink) {
        for (Features next : records) {
            sink.consume(keys.fill(next));
        }
    }
}
