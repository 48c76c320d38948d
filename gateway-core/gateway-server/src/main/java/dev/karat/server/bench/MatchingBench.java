package dev.karat.server.bench;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import dev.karat.engine.resolve.BatchResolver;
import dev.karat.engine.resolve.CsvInput;
import dev.karat.engine.resolve.InputRecord;
import dev.karat.engine.resolve.PairwiseEvaluation;
import dev.karat.engine.resolve.Partition;
import dev.karat.engine.resolve.ResolveInput;
import dev.karat.engine.resolve.Workers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolves labelled sets as {@code karat resolve} does and compares with the truth. The same configuration serves every
 * set; only the weights are fitted, on records without their truth. Used by one thread.
 */
public final class MatchingBench {
    private final Workers workers;
    private final Normalizer normalizer = new Normalizer(new TermTable(), null);

    public MatchingBench(Workers workers) {
        this.workers = workers;
    }

    /** Resolves the set with weights that are fitted on its own records. */
    public MatchingResult fitted(LabelledSet set) {
        return resolve(set, null);
    }

    /**
     * Resolves the set with a model that never saw it: fitted on the records of the other sets taken together.
     *
     * @param others at least one
     */
    public MatchingResult leftOut(LabelledSet set, List<LabelledSet> others) {
        var together = new ArrayList<InputRecord>();
        for (LabelledSet other : others) {
            // A set keeps its records apart from those of another that has the same ids.
            read(other)
                    .records()
                    .forEach(next -> together.add(new InputRecord(in(other, next.key()), next.features())));
        }
        MatchModel frozen =
                new BatchResolver(null, false, workers).resolve(together).model();
        together.clear();
        return resolve(set, frozen);
    }

    private MatchingResult resolve(LabelledSet set, @Nullable MatchModel model) {
        long start = System.nanoTime();
        ResolveInput input = read(set);
        Partition partition = new BatchResolver(model, false, workers).resolve(input.records());
        double seconds = (System.nanoTime() - start) / 1e9;
        return new MatchingResult(
                set.name(),
                input.records().size(),
                partition.profiles(),
                PairwiseEvaluation.of(partition.clusters(), input.truth()),
                seconds);
    }

    private ResolveInput read(LabelledSet set) {
        return new CsvInput(normalizer, workers, LabelledSet.TRUTH).read(List.of(set.file()));
    }

    private static RecordKey in(LabelledSet set, RecordKey key) {
        return new RecordKey(set.name() + "/" + key.system(), key.entity(), key.id());
    }
}
