package dev.karat.engine.identity;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.match.BlockingKeys;
import dev.karat.engine.match.CandidateIndex;
import dev.karat.engine.match.ClusterExplanation;
import dev.karat.engine.match.Clusterer;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.KeyKind;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Member;
import dev.karat.engine.match.PairScorer;
import dev.karat.engine.match.SharedKeys;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.FeaturesCodec;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which records are linked to which: the candidate index and the components of the match graph, in memory, rebuilt at
 * start from what the records store. Edges are not kept; they are a function of two records' features. Used by the
 * writer thread only.
 */
public final class MatchGraph {
    private static final long[] ALONE = {};

    private final CandidateIndex index;
    private final Normalizer normalizer;
    private final FeaturesCodec codec;
    private final PairScorer scorer;
    private final Clusterer clusterer;
    private final MatchModel model;
    private final Decisions decisions;
    /** Members of components of two and more, under each member's rid. */
    private final Map<Long, long[]> components = new HashMap<>();
    /** Records whose candidates changed because a key crossed its cap. */
    private final TreeSet<Long> reached = new TreeSet<>();

    public MatchGraph(
            CandidateIndex index,
            Normalizer normalizer,
            FeaturesCodec codec,
            MatchModel model,
            Collection<StewardDecision> decisions) {
        this.index = index;
        this.normalizer = normalizer;
        this.codec = codec;
        this.model = model;
        this.scorer = new PairScorer(model);
        this.clusterer = new Clusterer(model);
        this.decisions = new Decisions(decisions);
    }

    /** Reads what the store holds. Features of another version of the normalizer are computed anew. */
    public void load(Store store) {
        Map<Long, List<Long>> members = new HashMap<>();
        store.scan(record -> {
            Features features = features(record);
            if (features != null) {
                index.add(record.rid(), features);
                if (record.component() != record.rid()) {
                    members.computeIfAbsent(record.component(), component -> new ArrayList<>())
                            .add(record.rid());
                }
            }
        });
        members.forEach((component, rids) -> {
            rids.add(component);
            setComponent(rids.stream().mapToLong(Long::longValue).sorted().toArray());
        });
    }

    private @Nullable Features features(StoredRecord record) {
        if (record.deleted() || record.features().length == 0) {
            return null;
        }
        return FeaturesCodec.isCurrent(record.features())
                ? codec.decode(record.features())
                : normalizer.features(record.asserted());
    }

    /**
     * Enters the record's evidence into the index and returns the record with its packed features.
     *
     * @param evidence what tells who the record is
     */
    public StoredRecord index(StoredRecord record, CustomerData evidence, UnitOfWork work) {
        Features features = normalizer.features(evidence);
        Features before = index.features(record.rid());
        if (record.deleted() || features.isEmpty()) {
            reached(index.remove(record.rid()));
            restoreOnRollback(record.rid(), before, work);
            return record.withEvidence(record.echoes(), new byte[0]);
        }
        if (!features.equals(before)) {
            reached(index.add(record.rid(), features));
            restoreOnRollback(record.rid(), before, work);
        }
        return record.withEvidence(record.echoes(), codec.encode(features));
    }

    /** Takes an erased record out. */
    public void forget(StoredRecord record, UnitOfWork work) {
        Features before = index.features(record.rid());
        reached(index.remove(record.rid()));
        restoreOnRollback(record.rid(), before, work);
        setComponents(List.of(), new TreeSet<>(List.of(record.rid())), work);
    }

    private void restoreOnRollback(long rid, @Nullable Features before, UnitOfWork work) {
        work.onRollback(() -> {
            if (before == null) {
                index.remove(rid);
            } else {
                index.add(rid, before);
            }
        });
    }

    private void reached(long[] rids) {
        Arrays.stream(rids).forEach(reached::add);
    }

    /**
     * Every record whose component may change because this one did: its component before, those of all it links to now,
     * and the same for the records that a crossed cap reached.
     */
    public SortedSet<Long> affected(StoredRecord changed, UnitOfWork work) {
        reached.add(changed.rid());
        var affected = new TreeSet<Long>();
        for (long rid : reached) {
            addComponent(rid, affected);
            Features features = index.features(rid);
            if (features != null) {
                for (long candidate : index.candidates(rid)) {
                    if (links(features, candidate)) {
                        addComponent(candidate, affected);
                    }
                }
            }
        }
        reached.clear();
        for (StoredRecord record : work.records(List.copyOf(affected))) {
            addDecided(record.key(), affected, work);
        }
        return affected;
    }

    /** Enters a verdict, and returns the records whose component may change by it. */
    SortedSet<Long> decide(StewardDecision decision, UnitOfWork work) {
        decisions.put(decision, work);
        var affected = new TreeSet<Long>();
        for (RecordKey key : List.of(decision.first(), decision.second())) {
            StoredRecord record = work.record(key);
            if (record != null) {
                addComponent(record.rid(), affected);
            }
        }
        return affected;
    }

    private void addDecided(RecordKey key, SortedSet<Long> affected, UnitOfWork work) {
        for (RecordKey other : decisions.always(key)) {
            StoredRecord record = work.record(other);
            if (record != null) {
                addComponent(record.rid(), affected);
            }
        }
    }

    /** A record that another one is compared with. */
    public record Compared(long rid, MatchExplanation explanation, SharedKeys keys) {}

    /** Everything that the record is compared with, and what came of it. */
    public List<Compared> compared(long rid) {
        Features features = index.features(rid);
        var compared = new ArrayList<Compared>();
        for (long candidate : index.candidates(rid)) {
            Features other = index.features(candidate);
            if (features != null && other != null) {
                compared.add(new Compared(
                        candidate, scorer.explain(features, other), SharedKeys.of(features, other, index)));
            }
        }
        return compared;
    }

    /** What came, or would come, of the comparison of two records; null if one of them says nothing of who it is. */
    public @Nullable Compared compare(long rid, long other) {
        Features features = index.features(rid);
        Features of = index.features(other);
        return features == null || of == null
                ? null
                : new Compared(other, scorer.explain(features, of), SharedKeys.of(features, of, index));
    }

    /** How the records, whole components, are parted into customers: the same run that parts them, told step by step. */
    public ClusterExplanation explain(Collection<StoredRecord> records) {
        List<Member> members = members(records);
        return clusterer.explain(members, index::candidates, constraints(members));
    }

    /** True if a steward said that the two are two customers. */
    public boolean isNever(RecordKey first, RecordKey second) {
        return decisions.among(List.of(first)).never().contains(Constraints.Pair.of(first, second));
    }

    /** The model that decides. */
    public MatchModel model() {
        return model;
    }

    /** By what the record is brought together with others; empty if it is not in the index. */
    public Set<KeyKind> keys(long rid) {
        Features features = index.features(rid);
        return features == null ? Set.of() : BlockingKeys.kinds(features);
    }

    /** Numbers of the records that hang together with this one, itself included if there are others. */
    public List<Long> componentOf(long rid) {
        return Arrays.stream(components.getOrDefault(rid, ALONE)).boxed().toList();
    }

    private void addComponent(long rid, SortedSet<Long> into) {
        into.add(rid);
        for (long member : components.getOrDefault(rid, ALONE)) {
            into.add(member);
        }
    }

    private boolean links(Features features, long candidate) {
        Features other = index.features(candidate);
        return other != null && scorer.weight(features, other) >= model.linkWeight();
    }

    /** True if the features of both contradict each other. Records without features contradict nobody. */
    boolean conflict(long rid, long other) {
        Features a = index.features(rid);
        Features b = index.features(other);
        return a != null && b != null && scorer.conflicts(a, b);
    }

    /** Parts the affected records into customers; records without evidence are left out. */
    List<long[]> clusters(Collection<StoredRecord> records) {
        List<Member> members = members(records);
        return members.size() == 1
                ? List.of(new long[] {members.get(0).rid()})
                : clusterer.cluster(members, index::candidates, constraints(members));
    }

    private List<Member> members(Collection<StoredRecord> records) {
        var members = new ArrayList<Member>();
        for (StoredRecord record : records) {
            Features features = index.features(record.rid());
            if (features != null) {
                members.add(new Member(record.rid(), record.key(), features));
            }
        }
        return members;
    }

    private Constraints constraints(List<Member> members) {
        return decisions.among(members.stream().map(Member::key).toList());
    }

    /** The connected components of the affected records under links and verdicts, each ascending. */
    List<long[]> components(Collection<StoredRecord> records, UnitOfWork work) {
        var root = new TreeMap<Long, Long>();
        records.forEach(record -> root.put(record.rid(), record.rid()));
        for (StoredRecord record : records) {
            Features features = index.features(record.rid());
            if (features == null) {
                continue;
            }
            for (long candidate : records.size() > 1 ? index.candidates(record.rid()) : ALONE) {
                if (candidate > record.rid() && root.containsKey(candidate) && links(features, candidate)) {
                    union(root, record.rid(), candidate);
                }
            }
            for (RecordKey other : decisions.always(record.key())) {
                StoredRecord same = work.record(other);
                if (same != null && root.containsKey(same.rid())) {
                    union(root, record.rid(), same.rid());
                }
            }
        }
        var found = new TreeMap<Long, List<Long>>();
        root.keySet()
                .forEach(rid -> found.computeIfAbsent(find(root, rid), least -> new ArrayList<>())
                        .add(rid));
        return found.values().stream()
                .map(rids -> rids.stream().mapToLong(Long::longValue).toArray())
                .toList();
    }

    private static long find(Map<Long, Long> root, long rid) {
        long at = rid;
        while (root.getOrDefault(at, at) != at) {
            at = root.getOrDefault(at, at);
        }
        return at;
    }

    private static void union(Map<Long, Long> root, long a, long b) {
        long rootA = find(root, a);
        long rootB = find(root, b);
        root.put(Math.max(rootA, rootB), Math.min(rootA, rootB));
    }

    /** Replaces the components of the affected records. */
    void setComponents(List<long[]> found, SortedSet<Long> affected, UnitOfWork work) {
        for (long rid : affected) {
            long[] before = components.remove(rid);
            work.onRollback(() -> {
                if (before == null) {
                    components.remove(rid);
                } else {
                    components.put(rid, before);
                }
            });
        }
        found.forEach(this::setComponent);
    }

    private void setComponent(long[] rids) {
        if (rids.length > 1) {
            for (long rid : rids) {
                components.put(rid, rids);
            }
        }
    }
}
