package dev.karat.camel.golden;

import dev.karat.engine.change.CustomerEvent;
import dev.karat.engine.change.EventFilter;
import dev.karat.engine.change.EventJson;
import dev.karat.engine.change.EventLog;
import dev.karat.engine.policy.SubscriberPolicy;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What a route is given of the change log. Safe for several threads. */
@FunctionalInterface
interface ChangesPages {
    /** What follows a row of the log; at most {@code limit} rows are read. */
    Page after(long seq, int limit);

    /**
     * Some exchanges.
     *
     * @param through last row that was read, whether or not it tells anything
     */
    record Page(List<Item> items, long through) {}

    /**
     * One exchange.
     *
     * @param through row up to which nothing is left once the exchange completed
     */
    record Item(Object body, Map<String, Object> headers, long through) {}

    /** Rows as they are, a page in each exchange. */
    static ChangesPages ofRows(Store store) {
        return (seq, limit) -> {
            List<StoredChange> rows = store.changes(seq, limit);
            long through = rows.isEmpty() ? seq : rows.get(rows.size() - 1).seq();
            List<StoredChange> visible =
                    rows.stream().filter(ChangesPages::isVisible).toList();
            return new Page(visible.isEmpty() ? List.of() : List.of(new Item(visible, Map.of(), through)), through);
        };
    }

    /** Rows that only tell the targets to look again are no business of a subscriber. */
    private static boolean isVisible(StoredChange change) {
        return change.type() != StoredChange.Type.UPDATED
                || !change.attributes().isEmpty();
    }

    /** An event in each exchange. */
    static ChangesPages ofEvents(Store store, @Nullable SubscriberPolicy policy, String environment) {
        var log = new EventLog(store);
        var json = new EventJson(environment);
        var filter = policy == null ? null : new EventFilter(policy.types(), policy.where());
        return (seq, limit) -> {
            EventLog.Page page = log.after(seq, limit);
            List<CustomerEvent> wanted = page.events().stream()
                    .filter(event -> filter == null || filter.test(event))
                    .toList();
            var items = new ArrayList<Item>();
            for (int i = 0; i < wanted.size(); i++) {
                CustomerEvent event = wanted.get(i);
                long row = event.change().seq();
                boolean last =
                        i + 1 == wanted.size() || wanted.get(i + 1).change().seq() > row;
                items.add(new Item(json.text(event), headers(event), last ? row : row - 1));
            }
            return new Page(items, page.through());
        };
    }

    private static Map<String, Object> headers(CustomerEvent event) {
        return Map.of(
                Exchange.CONTENT_TYPE, EventJson.MEDIA_TYPE,
                GoldenConstants.EVENT_ID, event.id(),
                GoldenConstants.EVENT_TYPE, event.type().label(),
                GoldenConstants.GOLDEN_ID, event.goldenId());
    }
}
