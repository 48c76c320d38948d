package dev.karat.engine.change;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.ChangedGolden;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes events of the change log. Safe for several threads. */
public final class EventLog {
    private static final int ROWS_MAX = 500;

    private final Store store;

    public EventLog(Store store) {
        this.store = store;
    }

    /**
     * Some events in their order.
     *
     * @param through last row of the change log that was read, whether or not it tells anything
     */
    public record Page(List<CustomerEvent> events, long through) {
        public Page {
            events = List.copyOf(events);
        }
    }

    /** What happened after a row of the change log; at most {@code limit} rows are read. */
    public Page after(long seq, int limit) {
        List<StoredChange> rows = store.changes(seq, limit);
        return new Page(
                events(rows), rows.isEmpty() ? seq : rows.get(rows.size() - 1).seq());
    }

    /**
     * What happened to one customer, in order.
     *
     * @param from first place of an event
     * @param through last row of the change log
     */
    public List<CustomerEvent> of(String goldenId, long from, long through) {
        var rows = new ArrayList<StoredChange>();
        long before = through + 1;
        List<StoredChange> page;
        do {
            page = store.changesOf(goldenId, before, ROWS_MAX);
            for (StoredChange row : page) {
                before = row.seq();
                if (before >= CustomerEvent.seqOf(from) && row.goldenId().equals(goldenId)) {
                    rows.add(row);
                }
            }
        } while (page.size() == ROWS_MAX && before > CustomerEvent.seqOf(from));
        Collections.reverse(rows);
        return events(rows).stream().filter(event -> event.place() >= from).toList();
    }

    private List<CustomerEvent> events(List<StoredChange> rows) {
        List<StoredChange> telling =
                rows.stream().filter(row -> !EventType.of(row).isEmpty()).toList();
        var events = new ArrayList<CustomerEvent>();
        for (ChangedGolden one : store.changed(telling)) {
            for (EventType type : EventType.of(one.change())) {
                events.add(new CustomerEvent(one.change(), type, data(one.before()), data(one.after())));
            }
        }
        return events;
    }

    private static @Nullable CustomerData data(@Nullable StoredGolden golden) {
        return golden == null || golden.status() != StoredGolden.Status.LIVE
                ? null
                : golden.profile().data();
    }
}
