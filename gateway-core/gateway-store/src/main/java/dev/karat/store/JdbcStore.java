package dev.karat.store;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.ChangedGolden;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Inbox;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.LetterSelection;
import dev.karat.engine.store.PastDecision;
import dev.karat.engine.store.PastRecord;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredFeatures;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The store over a database; each table has a class of its own. */
final class JdbcStore implements SharedStore {
    /** Records read at once by a scan. */
    private static final int SCAN_ROWS = 1000;

    private final Database database;
    private final boolean readsToWrite;

    JdbcStore(Database database) {
        this(database, false);
    }

    private JdbcStore(Database database, boolean readsToWrite) {
        this.database = database;
        this.readsToWrite = readsToWrite;
    }

    @Override
    public void loaded() {
        database.afterLoad();
    }

    @Override
    public Store toWrite() {
        return new JdbcStore(database, true);
    }

    private <T> T read(String step, Database.Work<T> work) {
        return readsToWrite ? database.readToWrite(step, work) : database.read(step, work);
    }

    @Override
    public void commit(CommitBatch batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<String> erasedGoldens = batch.changes().stream()
                .filter(change -> change.type() == StoredChange.Type.ERASED)
                .map(StoredChange::goldenId)
                .toList();
        database.write("The commit", connection -> {
            // First, so that from here on no other node takes over before this commit is through; in the order of their
            // names, in which they are renewed, too.
            Collection<Setting> settings = stillTrue(connection, batch);
            LeaseRows.check(connection, database.dialect(), batch.fence());
            GoldenHistory.keep(connection, batch.goldens());
            long last = Records.last(connection);
            RecordHistory.keep(connection, batch.records(), batch.changes(), last);
            // Profiles first: a cross-reference points at a profile that exists.
            Goldens.upsert(connection, batch.goldens());
            Contacts.replace(connection, batch.records());
            Records.upsert(connection, batch.records(), last);
            Changes.TABLE.upsert(connection, batch.changes());
            Deliveries.remove(connection, batch.removedDeliveries());
            Deliveries.TABLE.upsert(connection, batch.deliveries());
            BeforeImages.TABLE.upsert(connection, batch.beforeImages());
            Settings.remove(connection, batch.removedSettings());
            Settings.TABLE.upsert(connection, settings);
            Interactions.TABLE.upsert(connection, batch.interactions());
            DeadLetters.remove(connection, batch.removedDeadLetters());
            DeadLetters.insert(connection, batch.deadLetters());
            DecisionHistory.keep(connection, batch.decisions());
            Decisions.apply(connection, batch.decisions());
            InboxRows.answer(connection, batch.answers());
            // Last, so that nothing that this batch wrote survives it.
            Erasure.remove(connection, batch.erasedRecords(), erasedGoldens);
        });
        if (!batch.erasedRecords().isEmpty() || !erasedGoldens.isEmpty()) {
            database.afterErasure();
        }
    }

    /** Facts without those that a node reported which has lost its lease. */
    private Collection<Setting> stillTrue(Connection connection, CommitBatch batch) throws SQLException {
        if (batch.fenced().isEmpty()) {
            return batch.settings();
        }
        Set<Lease> stale =
                LeaseRows.stale(connection, database.dialect(), batch.fenced().values());
        return batch.settings().stream()
                .filter(one -> {
                    Lease lease = batch.fenced().get(new CommitBatch.SettingKey(one.scope(), one.name()));
                    return lease == null || !stale.contains(lease);
                })
                .toList();
    }

    @Override
    public Optional<StoredRecord> record(RecordKey key) {
        return Optional.ofNullable(recordsByKey(List.of(key)).get(key));
    }

    @Override
    public Map<RecordKey, StoredRecord> recordsByKey(Collection<RecordKey> keys) {
        return read("Reading records", connection -> Records.byKey(connection, keys));
    }

    @Override
    public List<StoredRecord> records(Collection<Long> rids) {
        return read("Reading records", connection -> Records.byRid(connection, rids));
    }

    @Override
    public List<StoredRecord> recordsOf(Collection<String> goldenIds) {
        return read("Reading records", connection -> Records.ofGoldens(connection, goldenIds));
    }

    @Override
    public List<StoredRecord> recordsInProfilesOf(Collection<Long> rids) {
        return read("Reading records", connection -> Records.inProfilesOf(connection, rids));
    }

    @Override
    public List<StoredRecord> recordsOfSystem(String system, String entity, @Nullable String afterId, int limit) {
        return read(
                "Reading records", connection -> Records.ofSystem(connection, system, entity, orFirst(afterId), limit));
    }

    @Override
    public long countRecords(String system, String entity) {
        return read("Counting records", connection -> Records.count(connection, system, entity));
    }

    /** Reads in pages and holds no connection while the consumer works; it may use the store itself. */
    @Override
    public void scan(Consumer<StoredRecord> each) {
        long after = Long.MIN_VALUE;
        List<StoredRecord> page;
        do {
            long from = after;
            page = read("Reading records", connection -> Records.after(connection, from, SCAN_ROWS));
            page.forEach(each);
            after = page.isEmpty() ? after : page.get(page.size() - 1).rid();
        } while (page.size() == SCAN_ROWS);
    }

    @Override
    public List<StoredFeatures> features(long afterRid, int limit) {
        return read("Reading the index", connection -> Records.features(connection, afterRid, limit));
    }

    @Override
    public List<StoredGolden> goldens(Collection<String> ids) {
        return read("Reading profiles", connection -> Goldens.byId(connection, ids));
    }

    @Override
    public List<StoredGolden> goldensAnchoredOn(Collection<Long> rids) {
        return read("Reading profiles", connection -> Goldens.anchoredOn(connection, rids));
    }

    @Override
    public List<StoredGolden> liveGoldens(@Nullable String afterId, int limit) {
        return read("Reading profiles", connection -> Goldens.live(connection, orFirst(afterId), limit));
    }

    @Override
    public List<StoredGolden> goldensAfter(@Nullable String afterId, int limit) {
        return read("Reading profiles", connection -> Goldens.after(connection, orFirst(afterId), limit));
    }

    @Override
    public List<String> goldenIdsByContact(String value, int limit) {
        return read("Searching profiles", connection -> Contacts.goldenIds(connection, value, limit));
    }

    @Override
    public List<StoredChange> changes(long afterSeq, int limit) {
        return read("Reading changes", connection -> Changes.after(connection, afterSeq, limit));
    }

    @Override
    public List<ChangedGolden> changed(List<StoredChange> changes) {
        return changes.isEmpty()
                ? List.of()
                : read("Reading history", connection -> GoldenHistory.changed(connection, changes));
    }

    @Override
    public long lastChange() {
        return read("Reading changes", Changes::last);
    }

    @Override
    public List<DeliveryState> deliveries(String target, Collection<String> goldenIds) {
        return read("Reading deliveries", connection -> Deliveries.ofGoldens(connection, target, goldenIds));
    }

    @Override
    public Map<String, DeliveryState> deliveriesByExternalId(String target, Collection<String> externalIds) {
        return read("Reading deliveries", connection -> Deliveries.byExternalId(connection, target, externalIds));
    }

    @Override
    public List<DeliveryState> dueDeliveries(String target, long nowMicros, int limit) {
        return read("Reading deliveries", connection -> Deliveries.due(connection, target, nowMicros, limit));
    }

    @Override
    public List<DeliveryState> dueDeliveries(
            String target, long nowMicros, long changedFrom, long changedUntil, int limit) {
        return read(
                "Reading deliveries",
                connection ->
                        DueDeliveries.changedWithin(connection, target, nowMicros, changedFrom, changedUntil, limit));
    }

    @Override
    public List<DeliveryState> dueLookUps(String target, long nowMicros, int limit) {
        return read("Reading deliveries", connection -> DueDeliveries.lookUps(connection, target, nowMicros, limit));
    }

    @Override
    public List<DeliveryState> deliveriesIn(
            String target, DeliveryState.Status status, long changedFrom, long changedUntil, int limit) {
        return read(
                "Reading deliveries",
                connection -> DueDeliveries.in(connection, target, status, changedFrom, changedUntil, limit));
    }

    @Override
    public long countDeliveries(String target, DeliveryState.Status status, long changedFrom, long changedUntil) {
        return read(
                "Counting deliveries",
                connection -> DueDeliveries.count(connection, target, status, changedFrom, changedUntil));
    }

    @Override
    public Waiting waiting(String target, long max) {
        return read("Counting deliveries", connection -> DueDeliveries.waiting(connection, target, max));
    }

    @Override
    public List<BeforeImage> beforeImages(String target, long run, CommitBatch.@Nullable DeliveryKey after, int limit) {
        return read("Reading before-images", connection -> BeforeImages.ofRun(connection, target, run, after, limit));
    }

    @Override
    public List<BeforeImage> revertedImages(String target, String externalId) {
        return read("Reading before-images", connection -> BeforeImages.reverted(connection, target, externalId));
    }

    @Override
    public List<String> revertedRecords(String target, int limit) {
        return read("Reading before-images", connection -> BeforeImages.revertedRecords(connection, target, limit));
    }

    @Override
    public List<String> targetsWithRuns() {
        return read("Reading before-images", BeforeImages::targets);
    }

    @Override
    public List<Run> runs(String target, int limit) {
        return read("Reading before-images", connection -> BeforeImages.runs(connection, target, limit));
    }

    @Override
    public int forgetBeforeImages(String target, long beforeRun, int limit) {
        return database.change(
                "Forgetting before-images", connection -> BeforeImages.forget(connection, target, beforeRun, limit));
    }

    @Override
    public List<CommitBatch.DeliveryKey> deliveryKeys(CommitBatch.@Nullable DeliveryKey after, int limit) {
        return read("Reading deliveries", connection -> Deliveries.keys(connection, after, limit));
    }

    @Override
    public Map<DeliveryState.Status, Long> deliveryCounts(String target) {
        return read("Counting deliveries", connection -> Deliveries.counts(connection, target));
    }

    @Override
    public Optional<Setting> setting(Setting.Scope scope, String name) {
        var key = new CommitBatch.SettingKey(scope, name);
        return read("Reading settings", connection -> Settings.named(connection, key)).stream()
                .findFirst();
    }

    @Override
    public List<Setting> settings(Setting.Scope scope, int limit) {
        return read("Reading settings", connection -> Settings.ofScope(connection, scope, limit));
    }

    @Override
    public List<Interaction> interactions(String system, Collection<String> customerRefs, int limit) {
        return read("Reading interactions", connection -> Interactions.of(connection, system, customerRefs, limit));
    }

    @Override
    public List<DeadLetter> newestDeadLetters(LetterSelection which, int limit) {
        return read("Reading dead letters", connection -> DeadLetters.newest(connection, which, limit));
    }

    @Override
    public List<DeadLetter> deadLettersAfter(LetterSelection which, long afterId, int limit) {
        return read("Reading dead letters", connection -> DeadLetters.after(connection, which, afterId, limit));
    }

    @Override
    public List<DeadLetter> deadLettersOf(Collection<RecordKey> keys, int limit) {
        return read("Reading dead letters", connection -> DeadLetters.ofRecords(connection, keys, limit));
    }

    @Override
    public List<DeadLetter> deadLettersOfDeliveries(String target, Collection<String> goldenIds, int limit) {
        return read(
                "Reading dead letters", connection -> DeadLetters.ofDeliveries(connection, target, goldenIds, limit));
    }

    @Override
    public List<LetterCount> deadLetterCounts() {
        return read("Counting dead letters", DeadLetters::counts);
    }

    @Override
    public List<StewardDecision> decisions() {
        return read("Reading decisions", Decisions::all);
    }

    @Override
    public Optional<StoredGolden> goldenAsOf(String id, long at) {
        return read("Reading history", connection -> GoldenHistory.asOf(connection, id, at));
    }

    @Override
    public List<StoredRecord> recordsAsOf(String goldenId, long at) {
        return read("Reading history", connection -> RecordHistory.asOf(connection, goldenId, at));
    }

    @Override
    public List<PastRecord> pastRecordsOf(String goldenId, int limit) {
        return read("Reading history", connection -> RecordHistory.of(connection, goldenId, limit));
    }

    @Override
    public List<StoredRecord> recordsLastOf(String goldenId) {
        return read("Reading history", connection -> RecordHistory.lastOf(connection, goldenId));
    }

    @Override
    public Optional<String> lastGoldenIdOf(RecordKey key) {
        return read("Reading history", connection -> RecordHistory.lastGoldenIdOf(connection, key)).stream()
                .findFirst();
    }

    @Override
    public List<StoredChange> changesOf(String goldenId, long beforeSeq, int limit) {
        return read("Reading history", connection -> GoldenHistory.changes(connection, goldenId, beforeSeq, limit));
    }

    @Override
    public List<StewardDecision> decisionsOn(RecordKey key) {
        return read("Reading decisions", connection -> Decisions.of(connection, key));
    }

    @Override
    public List<PastDecision> pastDecisionsOn(RecordKey key) {
        return read("Reading history", connection -> DecisionHistory.of(connection, key));
    }

    @Override
    public OptionalLong historySince() {
        return read("Reading history", History::since);
    }

    @Override
    public int forgetHistory(long before, int limit) {
        return database.change("Forgetting history", connection -> History.forget(connection, before, limit));
    }

    @Override
    public Counts counts() {
        return read("Counting", Totals::of);
    }

    @Override
    public Optional<Lease> take(String name, String owner, Duration ttl) {
        return database.change(
                "Taking a lease", connection -> LeaseRows.take(connection, database.dialect(), name, owner, ttl));
    }

    @Override
    public List<Lease> renew(Collection<Lease> held, Duration ttl) {
        return database.change(
                "Renewing leases", connection -> LeaseRows.renew(connection, database.dialect(), held, ttl));
    }

    @Override
    public void release(Lease lease) {
        database.write("Releasing a lease", connection -> LeaseRows.release(connection, lease));
    }

    @Override
    public List<Lease> held() {
        return read("Reading leases", connection -> LeaseRows.held(connection, database.dialect()));
    }

    @Override
    public long ask(String node, byte[] body) {
        return database.change(
                "Asking the writer", connection -> InboxRows.ask(connection, database.dialect(), node, body));
    }

    @Override
    public List<Long> waiting(int limit) {
        return read("Reading requests", connection -> InboxRows.waiting(connection, limit));
    }

    @Override
    public List<Inbox.Request> requests(Collection<Long> seqs) {
        return read("Reading requests", connection -> InboxRows.requests(connection, seqs));
    }

    @Override
    public List<Inbox.Answer> answers(String node, int limit) {
        return read("Reading answers", connection -> InboxRows.answers(connection, node, limit));
    }

    @Override
    public void drop(Collection<Long> seqs) {
        database.write("Dropping answers", connection -> InboxRows.drop(connection, seqs));
    }

    @Override
    public void dropOlderThan(Duration age) {
        database.write("Dropping answers", connection -> InboxRows.dropOlderThan(connection, database.dialect(), age));
    }

    @Override
    public void backup(Path file) {
        database.backup(file);
    }

    @Override
    public void close() {
        database.close();
    }

    /** Every id is greater than the empty text. */
    private static String orFirst(@Nullable String afterId) {
        return afterId == null ? "" : afterId;
    }
}
