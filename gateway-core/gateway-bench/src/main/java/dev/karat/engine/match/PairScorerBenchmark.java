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

/** The weight of one pair: of those that the index brings together, and of any two. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PairScorerBenchmark {
    private static final int RECORDS = 8_000;
    private static final int PAIRS = 2048;
    /** Coprime to the number of records, so that all of them have their turn. */
    private static final int STEP = 7_919;

    private final Features[] records = Entries.features(RECORDS);
    private final int[] left = new int[PAIRS];
    private final int[] right = new int[PAIRS];
    private final PairScorer scorer = new PairScorer(MatchModel.standard());

    public PairScorerBenchmark() {
        var index = new MemoryCandidateIndex(MatchModel.standard().keyCap());
        for (int rid = 0; rid < RECORDS; rid++) {
            index.add(rid, records[rid]);
        }
        int pairs = 0;
        for (int i = 0; pairs < PAIRS; i++) {
            int rid = (int) ((long) i * STEP % RECORDS);
            for (long candidate : index.candidates(rid)) {
                if (pairs < PAIRS) {
                    left[pairs] = rid;
                    right[pairs++] = (int) candidate;
                }
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void candidates(Blackhole sink) {
        for (int i = 0; i < PAIRS; i++) {
            sink.consume(scorer.weight(records[left[i]], records[right[i]]));
        }
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void strangers(Blackhole sink) {
        for (int i = 0; i < PAIRS; i++) {
            sink.consume(scorer.weight(records[left[i]], records[(left[i] + RECORDS / 2) % RECORDS]));
        }
    }
}
