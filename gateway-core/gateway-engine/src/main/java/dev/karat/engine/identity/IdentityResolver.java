package dev.karat.engine.identity;

import dev.karat.api.model.Attribute;
import dev.karat.engine.change.ProfileDiff;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.Deliveries;
import dev.karat.engine.match.Clusterer;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.Reparting;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredGolden.Status;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenBuilder;
import dev.karat.engine.survivorship.GoldenProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives every cluster its golden id and builds the profiles anew. A golden id is anchored on the record that caused it
 * to be minted; a cluster bears the oldest of the ids anchored in it, and the others redirect to it. So ids survive
 * merges and splits without anybody remembering how they came about. Used by the writer thread only.
 */
public final class IdentityResolver {
    private final MatchGraph graph;
    private final GoldenBuilder builder;
    private final GoldenIds ids;
    private final Deliveries deliveries;
    /** Redirects that the present resolution found; emptied by it. */
    private final Map<String, String> redirects = new HashMap<>();

    private final SizeAlarm alarm;

    public IdentityResolver(MatchGraph graph, GoldenBuilder builder, GoldenIds ids, Deliveries deliveries) {
        this.graph = graph;
        this.builder = builder;
        this.ids = ids;
        this.deliveries = deliveries;
        this.alarm = new SizeAlarm(graph.model().guards());
    }

    /** Looks for profiles that are suspiciously large; once, at start. */
    public void loadSizes(UnitOfWork work) {
        for (SortedSet<Long> component : graph.large(work)) {
            List<StoredRecord> records = work.records(component);
            records.stream()
                    .filter(record -> record.goldenId() != null)
                    .collect(Collectors.groupingBy(record -> Objects.requireNonNull(record.goldenId())))
                    .forEach((id, of) -> alarm.settled(id, of, work));
            alarm.parted(component, graph.part(records).cut(), work);
        }
    }

    /** The profiles that are suspiciously large, as of now; safe for any thread. */
    public LargeProfiles large() {
        return alarm.state();
    }

    /** A profile was erased with its records; whoever hung together with them is parted anew. */
    public void erased(String goldenId, List<StoredRecord> records, String cause, long at, UnitOfWork work) {
        alarm.settled(goldenId, List.of(), work);
        alarm.parted(records.stream().map(StoredRecord::rid).collect(Collectors.toSet()), List.of(), work);
        settle(Set.of(), Causes.of(cause), at, work);
    }

    /** Applies a steward's verdict. */
    public void decide(StewardDecision decision, UnitOfWork work) {
        resolve(graph.decide(decision, work), Causes.of("steward " + decision.by()), decision.at(), work);
    }

    /**
     * A record changed without changing its evidence: its profile may still show other ages or echoes.
     *
     * @param held true if the record holds other values than before, so that targets compare it again
     */
    public void rebuild(String goldenId, boolean held, String cause, long at, UnitOfWork work) {
        StoredGolden golden = work.golden(goldenId);
        if (golden != null && golden.status() == Status.LIVE) {
            settle(golden, Status.LIVE, null, golden.anchorRid(), work.recordsOf(golden.id()), held, cause, at, work);
        }
    }

    /**
     * Parts anew whoever may be another customer because these records changed, and settles every golden id that is
     * touched by it; returns those ids.
     */
    public Set<String> settle(Set<Long> changed, Causes causes, long at, UnitOfWork work) {
        Reparting.Outcome outcome = graph.part(changed, alarm.cut(), work);
        alarm.parted(outcome.rids(), outcome.cut(), work);
        Reparting.Outcome news = outcome.news(changed, rid -> graph.customer(rid, work));
        work.prefetchOfSameProfiles(news.rids());
        Map<Long, StoredRecord> byRid = byRid(work.records(news.rids()));
        List<List<StoredRecord>> clusters = new ArrayList<>();
        news.clusters().forEach(cluster -> clusters.add(records(cluster, byRid)));
        addUnlinked(byRid, clusters);
        addWhatRepeats(work.prefetchAround(byRid.keySet()), byRid, clusters);
        return settle(byRid, clusters, causes, at, work);
    }

    /**
     * Clusters the records anew and settles every golden id that is touched by it.
     *
     * @param affected whole components
     */
    public void resolve(SortedSet<Long> affected, Causes causes, long at, UnitOfWork work) {
        Map<Long, StoredRecord> byRid = byRid(work.prefetchAround(affected));
        byRid.keySet().retainAll(affected);
        List<List<StoredRecord>> clusters = new ArrayList<>();
        var cut = new ArrayList<Long>();
        graph.components(byRid.values(), work).forEach(component -> clusters.addAll(clusters(component, byRid, cut)));
        alarm.parted(affected, cut, work);
        settle(byRid, clusters, causes, at, work);
    }

    /** @param clusters all of the records that live, each in one */
    private Set<String> settle(
            Map<Long, StoredRecord> byRid, List<List<StoredRecord>> clusters, Causes causes, long at, UnitOfWork work) {
        redirects.clear();
        Collection<StoredRecord> records = byRid.values();
        deliveries.prefetch(records.stream().map(StoredRecord::key).toList(), work);
        causes.before(records);
        // In the order of the records, so that changes are told and delivered in the order in which they came.
        var touched = new LinkedHashSet<String>();
        records.forEach(record -> {
            if (record.goldenId() != null) {
                touched.add(record.goldenId());
            }
        });
        passAnchors(records, clusters, work);
        var bearers = new LinkedHashMap<String, List<StoredRecord>>();
        List<List<StoredRecord>> dependent = new ArrayList<>();
        for (List<StoredRecord> cluster : clusters) {
            if (bound(cluster, work) == null) {
                String bearer = bear(cluster, at, touched, work);
                bearers.put(bearer, cluster);
                causes.into(bearer, cluster);
            } else {
                dependent.add(cluster);
            }
        }
        standAlone(dependent, bearers, at, touched, work);
        assign(records, bearers, work);
        attach(dependent, touched, causes, work);
        redirects.forEach(causes::joined);
        for (String id : touched) {
            settle(id, bearers, causes.ofProfile(id), at, work);
        }
        return touched;
    }

    private static Map<Long, StoredRecord> byRid(Collection<StoredRecord> records) {
        Map<Long, StoredRecord> byRid = new TreeMap<>();
        records.forEach(record -> byRid.put(record.rid(), record));
        return byRid;
    }

    /** In the order of their numbers. */
    private static List<StoredRecord> records(long[] rids, Map<Long, StoredRecord> byRid) {
        return Arrays.stream(rids)
                .sorted()
                .mapToObj(rid -> Objects.requireNonNull(byRid.get(rid)))
                .toList();
    }

    /** Every live record without evidence is a customer by itself. */
    private static void addUnlinked(Map<Long, StoredRecord> byRid, List<List<StoredRecord>> clusters) {
        var clustered = new HashSet<Long>();
        clusters.forEach(cluster -> cluster.forEach(record -> clustered.add(record.rid())));
        byRid.values().stream()
                .filter(record -> !record.deleted() && !clustered.contains(record.rid()))
                .forEach(record -> clusters.add(List.of(record)));
    }

    /** What only repeats a profile has no links, and goes where the profile goes. */
    private static void addWhatRepeats(
            Collection<StoredRecord> around, Map<Long, StoredRecord> byRid, List<List<StoredRecord>> clusters) {
        for (StoredRecord record : around) {
            boolean repeats = !record.deleted() && record.features().length == 0;
            if (repeats && byRid.putIfAbsent(record.rid(), record) == null) {
                clusters.add(List.of(record));
            }
        }
    }

    /**
     * Decides anew about records that another model may part in another way; writes only where it does.
     *
     * @param affected whole components, and all records of every profile that one of them is in
     * @return true if any record came into another profile
     */
    public boolean rematch(SortedSet<Long> affected, String cause, long at, UnitOfWork work) {
        if (isSettled(affected, work)) {
            return false;
        }
        resolve(affected, Causes.of(cause), at, work);
        return true;
    }

    /**
     * True if each cluster is a profile of its own, or follows the one that it is bound to. Writes nothing.
     *
     * @param affected whole components, and all records of every profile that one of them is in
     */
    public boolean isSettled(SortedSet<Long> affected, UnitOfWork work) {
        Map<Long, StoredRecord> byRid = byRid(work.records(affected));
        Set<String> borne = new TreeSet<>();
        for (List<StoredRecord> cluster : clusters(affected, byRid, new ArrayList<>())) {
            String golden = cluster.get(0).goldenId();
            String bound = bound(cluster, work);
            boolean one = cluster.stream().allMatch(record -> Objects.equals(record.goldenId(), golden));
            if (golden == null || !one || (bound == null ? !borne.add(golden) : !golden.equals(bound))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Clusters by evidence, and every live record without evidence by itself.
     *
     * @param component numbers of records that hang together with no others
     * @param cut is given one record of each cluster that was cut
     */
    private List<List<StoredRecord>> clusters(
            Collection<Long> component, Map<Long, StoredRecord> byRid, List<Long> cut) {
        Map<Long, StoredRecord> members = new TreeMap<>();
        for (long rid : component) {
            StoredRecord record = byRid.get(rid);
            if (record != null) {
                members.put(rid, record);
            }
        }
        Clusterer.Parted parted = graph.part(members.values());
        cut.addAll(parted.cut());
        List<List<StoredRecord>> clusters = new ArrayList<>();
        parted.clusters().forEach(cluster -> clusters.add(records(cluster, members)));
        addUnlinked(members, clusters);
        return clusters;
    }

    /**
     * The profile whose values Karat wrote into every record of this cluster, if that profile lives in other records and
     * nothing contradicts, neither their values nor a steward: such records follow it, because what they hold came from there. Null if they stand alone.
     */
    private @Nullable String bound(List<StoredRecord> cluster, UnitOfWork work) {
        String golden = null;
        for (StoredRecord record : cluster) {
            String behind = deliveries.goldenBehind(record.key(), work);
            if (behind == null || (golden != null && !golden.equals(behind))) {
                return null;
            }
            golden = behind;
        }
        StoredGolden survivor = golden == null ? null : work.survivor(golden);
        if (survivor == null || cluster.stream().anyMatch(record -> record.rid() == survivor.anchorRid())) {
            return null;
        }
        if (graph.isNever(cluster, work.recordsOf(survivor.id()))) {
            return null;
        }
        // What only repeats a profile stays with it, even when that is archived: nobody else vouches for such a
        // customer.
        boolean repeats = cluster.stream().allMatch(record -> record.features().length == 0);
        return repeats || agrees(cluster, survivor.anchorRid(), work) ? survivor.id() : null;
    }

    private boolean agrees(List<StoredRecord> cluster, long anchorRid, UnitOfWork work) {
        List<StoredRecord> anchor = work.records(List.of(anchorRid));
        return !anchor.isEmpty()
                && !anchor.get(0).deleted()
                && cluster.stream().noneMatch(record -> graph.conflict(record.rid(), anchorRid));
    }

    /** An id whose anchor record went, or only echoes now, passes to the first-stored record that still stands for it. */
    private void passAnchors(Collection<StoredRecord> records, List<List<StoredRecord>> clusters, UnitOfWork work) {
        var standing = new TreeSet<Long>();
        clusters.forEach(cluster -> cluster.stream()
                .filter(record -> record.features().length > 0)
                .forEach(record -> standing.add(record.rid())));
        List<Long> gone = records.stream()
                .map(StoredRecord::rid)
                .filter(rid -> !standing.contains(rid))
                .toList();
        if (gone.isEmpty()) {
            return;
        }
        for (StoredGolden golden : work.goldensAnchoredOn(gone)) {
            String borne = golden.redirectTo() == null ? golden.id() : golden.redirectTo();
            work.recordsOf(borne).stream()
                    .filter(record -> record.features().length > 0 && !record.deleted())
                    .findFirst()
                    .ifPresent(heir -> work.put(new StoredGolden(
                            golden.id(),
                            golden.mintSeq(),
                            heir.rid(),
                            golden.status(),
                            golden.redirectTo(),
                            golden.version(),
                            golden.profile(),
                            golden.changedAt())));
        }
    }

    /** The id that a cluster bears; mints one if none is anchored in it. */
    private String bear(List<StoredRecord> cluster, long at, Set<String> touched, UnitOfWork work) {
        List<StoredGolden> anchored =
                work.goldensAnchoredOn(cluster.stream().map(StoredRecord::rid).toList());
        anchored.forEach(golden -> touched.add(golden.id()));
        if (!anchored.isEmpty()) {
            String bearer = anchored.get(0).id();
            anchored.stream().skip(1).forEach(golden -> redirects.put(golden.id(), bearer));
            redirects.remove(bearer);
            return bearer;
        }
        var minted = new StoredGolden(
                ids.mint(at), work.nextMint(), cluster.get(0).rid(), Status.LIVE, null, 0, GoldenProfile.EMPTY, at);
        work.put(minted);
        touched.add(minted.id());
        return minted.id();
    }

    private void put(StoredRecord record, @Nullable String goldenId, UnitOfWork work) {
        work.put(record.in(goldenId));
        graph.belongs(record.rid(), goldenId, work);
    }

    private void assign(Collection<StoredRecord> records, Map<String, List<StoredRecord>> bearers, UnitOfWork work) {
        var goldenOf = new HashMap<Long, String>();
        bearers.forEach((id, cluster) -> cluster.forEach(record -> goldenOf.put(record.rid(), id)));
        for (StoredRecord record : records) {
            String golden = goldenOf.get(record.rid());
            if (!Objects.equals(record.goldenId(), golden)) {
                put(record, golden, work);
            }
        }
    }

    /** What would follow a profile to a record that a steward parted it from is a customer by itself. */
    private void standAlone(
            List<List<StoredRecord>> dependent,
            Map<String, List<StoredRecord>> bearers,
            long at,
            Set<String> touched,
            UnitOfWork work) {
        Map<String, List<StoredRecord>> joining = new HashMap<>();
        for (List<StoredRecord> cluster : List.copyOf(dependent)) {
            String behind = deliveries.goldenBehind(cluster.get(0).key(), work);
            StoredGolden before = behind == null ? null : work.survivor(behind);
            String joined = before == null ? "" : redirects.getOrDefault(before.id(), before.id());
            List<StoredRecord> others =
                    joining.computeIfAbsent(joined, id -> new ArrayList<>(bearers.getOrDefault(id, List.of())));
            if (graph.isNever(cluster, others)) {
                dependent.remove(cluster);
                bearers.put(bear(cluster, at, touched, work), cluster);
            } else {
                others.addAll(cluster);
            }
        }
    }

    private void attach(List<List<StoredRecord>> dependent, Set<String> touched, Causes causes, UnitOfWork work) {
        for (List<StoredRecord> cluster : dependent) {
            String behind = deliveries.goldenBehind(cluster.get(0).key(), work);
            StoredGolden survivor = behind == null ? null : work.survivor(redirects.getOrDefault(behind, behind));
            if (survivor == null) {
                continue;
            }
            touched.add(survivor.id());
            causes.into(survivor.id(), cluster);
            cluster.forEach(record -> put(record, survivor.id(), work));
        }
    }

    private void settle(String id, Map<String, List<StoredRecord>> bearers, String cause, long at, UnitOfWork work) {
        StoredGolden golden = work.golden(id);
        if (golden == null) {
            return;
        }
        String redirect = redirects.remove(id);
        if (redirect != null) {
            alarm.settled(id, List.of(), work);
            settle(golden, Status.REDIRECT, redirect, golden.anchorRid(), List.of(), false, cause, at, work);
            return;
        }
        if (golden.redirectTo() != null && !bearers.containsKey(id)) {
            return;
        }
        List<StoredRecord> members = work.recordsOf(id);
        alarm.settled(id, members, work);
        boolean evidence = members.stream()
                .anyMatch(record -> !record.deleted() && !record.asserted().isEmpty());
        boolean live = bearers.containsKey(id) || evidence;
        settle(golden, live ? Status.LIVE : Status.ARCHIVED, null, golden.anchorRid(), members, true, cause, at, work);
    }

    private void settle(
            StoredGolden before,
            Status status,
            @Nullable String redirect,
            long anchor,
            Collection<StoredRecord> members,
            boolean touch,
            String cause,
            long at,
            UnitOfWork work) {
        GoldenProfile profile = status == Status.LIVE ? builder.build(members) : GoldenProfile.EMPTY;
        Set<Attribute> attributes = ProfileDiff.between(before.profile().data(), profile.data());
        StoredChange.Type type = type(before, status);
        boolean visible = type != StoredChange.Type.UPDATED || !attributes.isEmpty();
        boolean same = !visible && before.profile().equals(profile);
        long version = visible ? before.version() + 1 : before.version();
        var after = new StoredGolden(
                before.id(),
                before.mintSeq(),
                anchor,
                status,
                redirect,
                version,
                profile,
                visible ? at : before.changedAt());
        if (!same) {
            work.put(after);
        }
        if (visible || touch) {
            String other = redirect != null ? redirect : before.redirectTo();
            work.change(after, type, attributes, other, cause, at);
        }
    }

    private static StoredChange.Type type(StoredGolden before, Status status) {
        if (before.version() == 0) {
            return StoredChange.Type.CREATED;
        }
        if (status == Status.REDIRECT) {
            return before.status() == Status.REDIRECT ? StoredChange.Type.UPDATED : StoredChange.Type.MERGED;
        }
        if (status == Status.ARCHIVED) {
            return before.status() == Status.ARCHIVED ? StoredChange.Type.UPDATED : StoredChange.Type.ARCHIVED;
        }
        return before.status() == Status.REDIRECT ? StoredChange.Type.UNMERGED : StoredChange.Type.UPDATED;
    }
}
