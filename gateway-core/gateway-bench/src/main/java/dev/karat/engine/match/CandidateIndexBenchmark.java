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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The candidate index at work: one record added, replaced, or looked up. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CandidateIndexBenchmark {
    private static final int PROBES = 1024;

    @Param({"100000", "1000000"})
    public int stored;

    private Features[] records = {};
    private int[] probes = {};
    private MemoryCandidateIndex index = new MemoryCandidateIndex(2);

    @Setup
    public void fill() {
        records = Entries.features(stored + PROBES);
        index = new MemoryCandidateIndex(MatchModel.standard().keyCap());
        for (int rid = 0; rid < stored; rid++) {
            index.add(rid, records[rid]);
        }
        probes = new int[PROBES];
        for (int i = 0; i < PROBES; i++) {
            probes[i] = (int) ((long) i * stored / PROBES);
        }
    }

    /** Builds an index of the first thousand or so; no key is narrowed yet. */
    @Benchmark
    @OperationsPerInvocation(PROBES)
    public void add(Blackhole sink) {
        var empty = new MemoryCandidateIndex(MatchModel.standard().keyCap());
        for (int rid = 0; rid < PROBES; rid++) {
            sink.consume(empty.add(rid, records[rid]));
        }
    }

    /** A stored record becomes another one, and that one itself again: two changes of the full index. */
    @Benchmark
    @OperationsPerInvocation(2 * PROBES)
    public void replace(Blackhole sink) {
        for (int i = 0; i < PROBES; i++) {
            sink.consume(index.add(probes[i], records[stored + i]));
            sink.consume(index.add(probes[i], records[probes[i]]));
        }
    }

    @Benchmark
    @OperationsPerInvocation(PROBES)
    public void candidates(Blackhole sink) {
        for (int probe : probes) {
            sink.consume(index.candidates(probe));
        }
    }
}
