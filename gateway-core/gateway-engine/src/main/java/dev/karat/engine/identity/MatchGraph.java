package dev.karat.engine.identity;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.match.BlockingKeys;
import dev.karat.engine.match.ClusterExplanation;
import dev.karat.engine.match.Clusterer;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.KeyKind;
import dev.karat.engine.match.LinkGraph;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Member;
import dev.karat.engine.match.Memberships;
import dev.karat.engine.match.PairScorer;
import dev.karat.engine.match.Reparting;
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
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is linked to whom, for the records of the store: their links in memory, rebuilt at start from what the records
 * store, and the stewards' verdicts. Used by the writer thread only.
 */
public final class MatchGraph {
    private final LinkGraph links;
    private final Normalizer normalizer;
    private final FeaturesCodec codec;
    private final PairScorer scorer;
    private final Clusterer clusterer;
    private final MatchModel model;
    private final Decisions decisions;
    private final Memberships memberships = new Memberships();
    /** Numbers of records that a steward decided about once. */
    private final Set<Long> decided = new HashSet<>();
    /** Where customers may be other ones by what changed since they were parted. */
    private final TreeSet<Long> pending = new TreeSet<>();

    public MatchGraph(
            Normalizer normalizer, FeaturesCodec codec, MatchModel model, Collection<StewardDecision> decisions) {
        this.links = new LinkGraph(model);
        this.normalizer = normalizer;
        this.codec = codec;
        this.model = model;
        this.scorer = new PairScorer(model);
        this.clusterer = new Clusterer(model);
        this.decisions = new Decisions(decisions);
    }

    /** Reads what the store holds. Features of another version of the normalizer are computed anew. */
    public void load(Store store) {
        new IndexLoading(store, normalizer, codec).into(links, memberships);
        store.recordsByKey(decisions.records()).values().forEach(record -> decided.add(record.rid()));
    }

    /** Enters a record without finding its links; {@link #linkAll} follows when all are there. */
    public void enter(long rid, RecordKey key, Features features) {
        links.enter(rid, features);
        noteDecided(rid, key);
    }

    private void noteDecided(long rid, RecordKey key) {
        if (decisions.isAbout(key)) {
            decided.add(rid);
        }
    }

    /**
     * Finds the links of all records, and numbers them anew: those that hang together follow one another, in the order
     * that they had, and are told by the first of them.
     *
     * @param records that are there, numbered from 1 on, also those that were not entered
     * @return the former number of each, in the new order
     */
    public int[] linkAll(int records) {
        links.linkAll();
        int[] former = new int[records];
        long[] now = new long[records + 1];
        int size = 0;
        for (long first = 1; first <= records; first++) {
            List<Long> component = linked(first);
            if (component.get(0) == first) {
                for (long rid : component) {
                    former[size++] = (int) rid;
                    now[(int) rid] = size;
                }
            }
        }
        links.renumber(rid -> now[(int) rid]);
        return former;
    }

    /** Records in the index. */
    public int size() {
        return links.index().size();
    }

    /**
     * Enters the record's evidence into the index and returns the record with its packed features.
     *
     * @param evidence what tells who the record is
     */
    public StoredRecord index(StoredRecord record, Evidence evidence, UnitOfWork work) {
        Features features = evidence.features();
        if (record.deleted() || features.isEmpty()) {
            remove(record.rid(), work);
            return record.withFeatures(new byte[0]);
        }
        Features before = links.features(record.rid());
        note(links.put(record.rid(), features), work);
        noteDecided(record.rid(), record.key());
        work.onRollback(() -> restore(record.rid(), before));
        return record.withFeatures(evidence.packed());
    }

    /**
     * What is compared of a record.
     *
     * @param packed the same as bytes, for its row
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on to the row, never compared.
    public record Evidence(Features features, byte[] packed) {}

    /** What is compared of a record that says this. Safe for several threads. */
    public Evidence evidence(CustomerData said) {
        Features features = normalizer.features(said);
        return new Evidence(features, codec.encode(features));
    }

    /** The same from what was packed elsewhere. Safe for several threads. */
    public Evidence evidence(byte[] packed) {
        return new Evidence(codec.decode(packed), packed);
    }

    /** Takes an erased record out; the next {@link #part} tells whose customer may be another one by it. */
    public void forget(StoredRecord record, UnitOfWork work) {
        remove(record.rid(), work);
        pending.remove(record.rid());
        belongs(record.rid(), null, work);
    }

    /** The number of the profile that the record is in, as {@link Memberships} has it; read if the record has no evidence. */
    long customer(long rid, UnitOfWork work) {
        long known = memberships.of(rid);
        if (known != Memberships.NOBODY || links.features(rid) != null) {
            return known;
        }
        List<StoredRecord> record = work.records(List.of(rid));
        return record.isEmpty()
                ? Memberships.NOBODY
                : Memberships.number(record.get(0).goldenId());
    }

    /** Takes note of the profile that the record is in from now on, null for none. */
    void belongs(long rid, @Nullable String goldenId, UnitOfWork work) {
        long before = memberships.of(rid);
        memberships.set(rid, Memberships.number(goldenId));
        work.onRollback(() -> memberships.set(rid, before));
    }

    private void remove(long rid, UnitOfWork work) {
        Features before = links.features(rid);
        note(links.remove(rid), work);
        work.onRollback(() -> restore(rid, before));
    }

    private void restore(long rid, @Nullable Features before) {
        if (before == null) {
            links.remove(rid);
        } else {
            links.put(rid, before);
        }
    }

    private void note(long[] rids, UnitOfWork work) {
        long[] noted = Arrays.stream(rids).filter(pending::add).toArray();
        if (noted.length > 0) {
            work.onRollback(() -> Arrays.stream(noted).forEach(pending::remove));
        }
    }

    /**
     * Parts anew whoever may be another customer because these changed, and because of what was taken out since.
     *
     * @param changed records that say something else than before
     * @param cut one record of each cluster that is cut
     */
    Reparting.Outcome part(Collection<Long> changed, Collection<Long> cut, UnitOfWork work) {
        List<Long> noted = List.copyOf(pending);
        work.onRollback(() -> pending.addAll(noted));
        pending.clear();
        var seeds = new TreeSet<>(noted);
        seeds.addAll(changed);
        return new Reparting(links, clusterer, memberships, new StoredCustomers(this, cut, work)).part(seeds);
    }

    /** True if a steward decided about the record. */
    boolean isDecided(long rid) {
        return decided.contains(rid);
    }

    /** Enters a verdict, and returns the records whose customer may be another one by it. */
    SortedSet<Long> decide(StewardDecision decision, UnitOfWork work) {
        // What hung together by the verdict before hangs together by it no more.
        var affected = new TreeSet<Long>();
        for (RecordKey key : List.of(decision.first(), decision.second())) {
            StoredRecord record = work.record(key);
            if (record != null) {
                affected.addAll(componentOf(record.rid(), work));
                decided.add(record.rid());
            }
        }
        decisions.put(decision, work);
        return withDecided(affected, work);
    }

    /** The records and, again and again, all that hang together with one of them by a link or a verdict. */
    private SortedSet<Long> withDecided(SortedSet<Long> start, UnitOfWork work) {
        var all = new TreeSet<>(start);
        if (decisions.isEmpty()) {
            return all;
        }
        List<Long> wave = List.copyOf(start);
        while (!wave.isEmpty()) {
            var next = new ArrayList<Long>();
            for (StoredRecord record : work.records(wave)) {
                for (RecordKey other : decisions.always(record.key())) {
                    StoredRecord same = work.record(other);
                    if (same != null && !all.contains(same.rid())) {
                        List<Long> found = linked(same.rid());
                        next.addAll(found);
                        all.addAll(found);
                    }
                }
            }
            wave = next;
        }
        return all;
    }

    /** A record that another one is compared with. */
    public record Compared(long rid, MatchExplanation explanation, SharedKeys keys) {}

    /** Everything that the record is compared with, and what came of it. */
    public List<Compared> compared(long rid) {
        Features features = links.features(rid);
        var compared = new ArrayList<Compared>();
        for (long candidate : links.index().candidates(rid)) {
            Features other = links.features(candidate);
            if (features != null && other != null) {
                compared.add(new Compared(
                        candidate, scorer.explain(features, other), SharedKeys.of(features, other, links.index())));
            }
        }
        return compared;
    }

    /** What came, or would come, of the comparison of two records; null if one of them says nothing of who it is. */
    public @Nullable Compared compare(long rid, long other) {
        Features features = links.features(rid);
        Features of = links.features(other);
        return features == null || of == null
                ? null
                : new Compared(other, scorer.explain(features, of), SharedKeys.of(features, of, links.index()));
    }

    /** How the records, whole components, are parted into customers: the same run that parts them, told step by step. */
    public ClusterExplanation explain(Collection<StoredRecord> records) {
        List<Member> members = members(records);
        return clusterer.explain(members, links::neighbours, constraints(members));
    }

    /** True if a steward said that the two are two customers. */
    public boolean isNever(RecordKey first, RecordKey second) {
        return decisions.among(List.of(first)).never().contains(Constraints.Pair.of(first, second));
    }

    /** True if a steward said of a record here and one there that they are two customers. */
    boolean isNever(Collection<StoredRecord> some, Collection<StoredRecord> others) {
        if (decisions.isEmpty()) {
            return false;
        }
        Set<RecordKey> keys = others.stream().map(StoredRecord::key).collect(Collectors.toSet());
        return some.stream()
                .anyMatch(record -> decisions.never(record.key()).stream().anyMatch(keys::contains));
    }

    /** The model that decides. */
    public MatchModel model() {
        return model;
    }

    /** By what the record is brought together with others; empty if it is not in the index. */
    public Set<KeyKind> keys(long rid) {
        Features features = links.features(rid);
        return features == null ? Set.of() : BlockingKeys.kinds(features);
    }

    /** Numbers of the records that hang together with this one, itself included. */
    public SortedSet<Long> componentOf(long rid, UnitOfWork work) {
        return withDecided(new TreeSet<>(linked(rid)), work);
    }

    /** Numbers of the records that hang together with this one by links alone, ascending, itself included. */
    public List<Long> linked(long rid) {
        long[] component = links.component(rid);
        return component.length < 2
                ? List.of(rid)
                : Arrays.stream(component).boxed().toList();
    }

    /** True if the features of both contradict each other. Records without features contradict nobody. */
    boolean conflict(long rid, long other) {
        Features a = links.features(rid);
        Features b = links.features(other);
        return a != null && b != null && scorer.conflicts(a, b);
    }

    /** Parts the affected records into customers; records without evidence are left out. */
    Clusterer.Parted part(Collection<StoredRecord> records) {
        List<Member> members = members(records);
        return members.size() == 1
                ? new Clusterer.Parted(List.of(new long[] {members.get(0).rid()}), List.of())
                : clusterer.part(members, links::neighbours, constraints(members));
    }

    /** The records that hang together, where more say different things than the size alarm allows a customer. */
    List<SortedSet<Long>> large(UnitOfWork work) {
        var found = new ArrayList<SortedSet<Long>>();
        for (long[] component : links.componentsLargerThan(model.guards().membersAlarm())) {
            found.add(componentOf(component[0], work));
        }
        return found;
    }

    /** The record as it is compared; it must be in the index. */
    Member member(long rid, Supplier<RecordKey> key) {
        return new Member(rid, key, Objects.requireNonNull(links.features(rid)));
    }

    private List<Member> members(Collection<StoredRecord> records) {
        var members = new ArrayList<Member>();
        for (StoredRecord record : records) {
            Features features = links.features(record.rid());
            if (features != null) {
                members.add(new Member(record.rid(), record.key(), features));
            }
        }
        return members;
    }

    Constraints constraints(Collection<Member> members) {
        return decisions.among(members.stream()
                .filter(member -> decided.contains(member.rid()))
                .map(Member::key)
                .toList());
    }

    /** The connected components of the records, whole ones, under links and verdicts, each ascending. */
    List<SortedSet<Long>> components(Collection<StoredRecord> records, UnitOfWork work) {
        var left = new TreeSet<Long>();
        records.forEach(record -> left.add(record.rid()));
        var found = new ArrayList<SortedSet<Long>>();
        while (!left.isEmpty()) {
            SortedSet<Long> component = componentOf(left.first(), work);
            found.add(component);
            left.removeAll(component);
        }
        return found;
    }
}
