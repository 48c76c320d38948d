package dev.karat.engine.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.RecordKey;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The database. Reads see the last commit and may run on any thread; {@link #commit} is called by one thread at a time.
 * Every method throws a {@link dev.karat.api.error.GatewayException} with {@code STORE_UNAVAILABLE} when the database
 * fails; nothing of that commit is then durable.
 */
public interface Store extends AutoCloseable {
    /** A redirect points to the surviving id; a chain is followed so far against a loop in a damaged database. */
    int REDIRECTS_MAX = 32;

    /**
     * Makes the batch durable, whole or not at all. Returns only after the database has it on disk. Records, profiles and
     * verdicts that are replaced or removed go to the history, but for those that are erased.
     */
    void commit(CommitBatch batch);

    /** Called after very much was committed at once, so that the database plans its queries by what it holds now. */
    void loaded();

    /** The same store for the one thread that commits: what it reads it is going to write, most often. */
    Store toWrite();

    Optional<StoredRecord> record(RecordKey key);

    /** Records by their keys, in one statement per few hundred; missing ones are left out. */
    Map<RecordKey, StoredRecord> recordsByKey(Collection<RecordKey> keys);

    /** Records by number, in rising order; missing ones are left out. */
    List<StoredRecord> records(Collection<Long> rids);

    /** Records that belong to a profile, in rising order of number, deleted ones included. */
    default List<StoredRecord> recordsOf(String goldenId) {
        return recordsOf(List.of(goldenId));
    }

    /** Records that belong to any of these profiles, in rising order of number, deleted ones included. */
    List<StoredRecord> recordsOf(Collection<String> goldenIds);

    /** All records of the profiles that one of these is in; those that are in none are left out. */
    List<StoredRecord> recordsInProfilesOf(Collection<Long> rids);

    /** Live and deleted records of one system and entity after an id, in order of id, for sweeps in pages. */
    List<StoredRecord> recordsOfSystem(String system, String entity, @Nullable String afterId, int limit);

    /** How many records of one system and entity there are, deleted ones included. */
    long countRecords(String system, String entity);

    /** Reads all records once, without raw payload, in rising order of number; memory stays bounded. */
    void scan(Consumer<StoredRecord> each);

    /**
     * What is compared of live records after a number, in rising order, without anything else of them: the match index is
     * made of it.
     */
    List<StoredFeatures> features(long afterRid, int limit);

    /** Golden rows by id, of any status; missing ones are left out. */
    List<StoredGolden> goldens(Collection<String> ids);

    /** What an id stands for now: its own row, or that of the id that took over; empty for an id that never was. */
    default Optional<StoredGolden> survivor(String id) {
        Optional<StoredGolden> golden = goldens(List.of(id)).stream().findFirst();
        for (int hops = 0; hops < REDIRECTS_MAX; hops++) {
            String next = golden.map(StoredGolden::redirectTo).orElse(null);
            if (next == null) {
                return golden;
            }
            golden = goldens(List.of(next)).stream().findFirst();
        }
        return golden;
    }

    /** Golden rows that hang on one of these records, of any status. */
    List<StoredGolden> goldensAnchoredOn(Collection<Long> rids);

    /** Live profiles after an id, in order of id, for sweeps in pages. */
    List<StoredGolden> liveGoldens(@Nullable String afterId, int limit);

    /** Golden rows of any status after an id, in order of id, for sweeps in pages. */
    List<StoredGolden> goldensAfter(@Nullable String afterId, int limit);

    /** Ids of live profiles that hold this e-mail address or phone number in canonical form; at most limit. */
    List<String> goldenIdsByContact(String value, int limit);

    /** The change log after a place, in order. */
    List<StoredChange> changes(long afterSeq, int limit);

    /** Changes with what they changed, in the same order, as far as history is kept. */
    List<ChangedGolden> changed(List<StoredChange> changes);

    /** Greatest place in the change log; 0 if it is empty. */
    long lastChange();

    /** Deliveries of a target for some profiles. */
    List<DeliveryState> deliveries(String target, Collection<String> goldenIds);

    /** The delivery that wrote one record of a target, if Karat ever wrote it. */
    Map<String, DeliveryState> deliveriesByExternalId(String target, Collection<String> externalIds);

    /** Deliveries that wait for a write or a look-up and are due, oldest first. */
    List<DeliveryState> dueDeliveries(String target, long nowMicros, int limit);

    /**
     * The same, but only those that were changed within these times, which belong to one run.
     *
     * @param changedFrom microseconds since 1970 UTC, as {@code changedUntil}
     */
    List<DeliveryState> dueDeliveries(String target, long nowMicros, long changedFrom, long changedUntil, int limit);

    /** Deliveries whose outcome is not known and that are due for a look-up, oldest first. */
    List<DeliveryState> dueLookUps(String target, long nowMicros, int limit);

    /** Deliveries of a target in one status that were changed within these times, in the order of change. */
    List<DeliveryState> deliveriesIn(
            String target, DeliveryState.Status status, long changedFrom, long changedUntil, int limit);

    /** How many deliveries of a target stand in one status and were changed within these times. */
    long countDeliveries(String target, DeliveryState.Status status, long changedFrom, long changedUntil);

    /** How many deliveries wait for their first try, but for urgent ones, of at most so many that are looked at. */
    Waiting waiting(String target, long max);

    /** Keys of all deliveries after one, in their order, for sweeps in pages. */
    List<CommitBatch.DeliveryKey> deliveryKeys(CommitBatch.@Nullable DeliveryKey after, int limit);

    /** How many deliveries of a target stand in each status. */
    Map<DeliveryState.Status, Long> deliveryCounts(String target);

    /** Before-images of a run in the order of their profiles, after one of them, for sweeps in pages. */
    List<BeforeImage> beforeImages(String target, long run, CommitBatch.@Nullable DeliveryKey after, int limit);

    /** Before-images of a record of a target that are reverted. */
    List<BeforeImage> revertedImages(String target, String externalId);

    /** Records of a target of which something is reverted. */
    List<String> revertedRecords(String target, int limit);

    /** Targets of which before-images are kept, also such that are no targets any more. */
    List<String> targetsWithRuns();

    /** Runs of a target of which before-images are kept, the latest first. */
    List<Run> runs(String target, int limit);

    /**
     * Forgets before-images of runs before one, but for those that are reverted, in a transaction of its own. It may run
     * beside a commit.
     *
     * @return how many
     */
    int forgetBeforeImages(String target, long beforeRun, int limit);

    Optional<Setting> setting(Setting.Scope scope, String name);

    List<Setting> settings(Setting.Scope scope, int limit);

    /** Interactions of some customers of a system, newest first. */
    List<Interaction> interactions(String system, Collection<String> customerRefs, int limit);

    /** Dead letters of a system, or all if it is null, newest first. */
    default List<DeadLetter> deadLetters(@Nullable String system, int limit) {
        return newestDeadLetters(LetterSelection.of(system), limit);
    }

    /** Dead letters, newest first. */
    List<DeadLetter> newestDeadLetters(LetterSelection which, int limit);

    /** Dead letters after one, oldest first, for sweeps in pages. */
    List<DeadLetter> deadLettersAfter(LetterSelection which, long afterId, int limit);

    /** Dead letters of these records, newest first for each of them. */
    List<DeadLetter> deadLettersOf(Collection<RecordKey> keys, int limit);

    /** Dead letters of deliveries of these profiles to a target, newest first. */
    List<DeadLetter> deadLettersOfDeliveries(String target, Collection<String> goldenIds, int limit);

    /** How many dead letters there are by system and code, the most first. */
    List<LetterCount> deadLetterCounts();

    /** Every verdict that stands. */
    List<StewardDecision> decisions();

    /**
     * A golden row as it was at a time: its version then, or empty if the id did not exist yet, or if that version is not
     * kept any more. Versions that came and went within one commit were never stored.
     *
     * @param at microseconds since 1970 UTC
     */
    Optional<StoredGolden> goldenAsOf(String id, long at);

    /**
     * Records of a profile as they were at a time, without raw payload and features, in rising order of number.
     *
     * @param at microseconds since 1970 UTC
     */
    List<StoredRecord> recordsAsOf(String goldenId, long at);

    /** Versions of records that belonged to a profile and were replaced, the last replaced first. */
    List<PastRecord> pastRecordsOf(String goldenId, int limit);

    /** Records that belong to no profile now and belonged to this one last, as far as history is kept. */
    List<StoredRecord> recordsLastOf(String goldenId);

    /** The profile that a record belongs to or, as far as history is kept, belonged to last. */
    Optional<String> lastGoldenIdOf(RecordKey key);

    /**
     * What happened to a golden id, and to others that were merged into it or split from it; newest first. Changes that
     * nobody sees are left out.
     *
     * @param beforeSeq place in the change log to go back from
     */
    List<StoredChange> changesOf(String goldenId, long beforeSeq, int limit);

    /** Verdicts about a record that stand. */
    List<StewardDecision> decisionsOn(RecordKey key);

    /** Verdicts about a record that were replaced or withdrawn, as far as history is kept. */
    List<PastDecision> pastDecisionsOn(RecordKey key);

    /** When the oldest former version ended that is kept, microseconds since 1970 UTC; empty if there is none. */
    OptionalLong historySince();

    /**
     * Forgets former versions of rows that ended before a time, the oldest first, in a transaction of its own. It may run
     * beside a commit.
     *
     * @param before microseconds since 1970 UTC
     * @param limit versions of each kind at most
     * @return how many
     */
    int forgetHistory(long before, int limit);

    Counts counts();

    /** Writes a consistent copy into a file that does not exist yet, while the store goes on being used. */
    void backup(Path file);

    @Override
    void close();

    /** Dead letters of one system and code. */
    record LetterCount(String system, ErrorCode code, long count) {}

    /** Deliveries that wait for their first try. */
    record Waiting(long creates, long updates, long deletes) {}

    /**
     * A run of a target as far as its before-images are kept.
     *
     * @param run its number, which rises with time
     * @param writes before-images
     */
    record Run(long run, long writes) {}

    /**
     * Totals and the greatest numbers given out so far.
     *
     * @param records live source records
     * @param profiles live golden profiles
     * @param ridMax greatest record number ever given; 0 if none
     * @param mintSeqMax greatest mint sequence ever given; 0 if none
     * @param changeSeqMax greatest place in the change log; 0 if none
     */
    record Counts(long records, long profiles, long deadLetters, long ridMax, long mintSeqMax, long changeSeqMax) {}
}
