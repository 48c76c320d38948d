package dev.karat.engine.hub;

import dev.karat.engine.commit.GroupCommitWriter;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.ingest.MappingChange;
import dev.karat.engine.ingest.RecordReplay;
import dev.karat.engine.ingest.RecordReplay.Tally;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the stored records anew of which the mapping changed, a few hundred in one transaction, which makes its place
 * durable, too. Broken off it leaves whole profiles, and goes on there when it is run again. Used once.
 */
final class MappingReplay {
    private static final Logger LOG = LoggerFactory.getLogger(MappingReplay.class);

    /** Records of one transaction. */
    static final int PAGE = 500;

    /** Name of the durable fact that tells how far a change was carried out. */
    private static final String PLACE = "mapping-replay";

    private final RecordReplay replay;
    private final SortedMap<String, MappingChange> changes;

    /** @param changes by name of the mapping */
    MappingReplay(RecordReplay replay, SortedMap<String, MappingChange> changes) {
        this.replay = replay;
        this.changes = changes;
    }

    /** A page of records that a mapping reads, after an id. */
    static List<StoredRecord> page(MappingChange change, @Nullable String afterId, Store store) {
        return store.recordsOfSystem(change.now().system(), change.now().entity(), afterId, PAGE);
    }

    /**
     * How far a change was carried out.
     *
     * @param change names it
     * @param mapping name of the mapping whose records are read; those before it are through
     * @param id last record that was read
     */
    private record Place(String change, String mapping, String id) {
        static @Nullable Place of(String change, Store store) {
            String[] parts = store.setting(Setting.Scope.GATEWAY, PLACE)
                    .map(Setting::value)
                    .orElse("")
                    .split(" ", 3);
            return parts.length == 3 && parts[0].equals(change) ? new Place(change, parts[1], parts[2]) : null;
        }

        Setting fact(long at) {
            return new Setting(Setting.Scope.GATEWAY, PLACE, change + " " + mapping + " " + id, at);
        }
    }

    /** Goes through all records that are left and waits for the last commit. */
    void run(String change, String cause, Setup setup, GroupCommitWriter writer) {
        Place reached = Place.of(change, setup.store());
        changes.forEach((name, mapping) -> {
            int isThrough = reached == null ? -1 : reached.mapping().compareTo(name);
            if (isThrough <= 0) {
                Place from = isThrough == 0 ? Objects.requireNonNull(reached) : new Place(change, name, "");
                run(from, mapping, cause, setup, writer);
            }
        });
    }

    private void run(Place from, MappingChange mapping, String cause, Setup setup, GroupCommitWriter writer) {
        Place place = from;
        Tally tally = Tally.NONE;
        List<StoredRecord> page = page(mapping, orFirst(place), setup.store());
        while (!page.isEmpty()) {
            List<StoredRecord> records = page;
            Place next = new Place(
                    place.change(),
                    place.mapping(),
                    page.get(page.size() - 1).key().id());
            tally = tally.and(writer.submit(PAGE, work -> step(records, next, cause, setup.micros(), work))
                    .join());
            place = next;
            page = page(mapping, place.id(), setup.store());
        }
        LOG.info(
                "The records of {} were read anew: {} say something else, {} cannot be read",
                from.mapping(),
                tally.changed(),
                tally.unreadable());
    }

    private static @Nullable String orFirst(Place place) {
        return place.id().isEmpty() ? null : place.id();
    }

    private Tally step(List<StoredRecord> page, Place place, String cause, long at, UnitOfWork work) {
        work.put(place.fact(at));
        return replay.apply(page, changes, cause, at, work);
    }

    /** The fact that nothing is left to be read. */
    static Setting done(long at) {
        return new Setting(Setting.Scope.GATEWAY, PLACE, "", at);
    }
}
