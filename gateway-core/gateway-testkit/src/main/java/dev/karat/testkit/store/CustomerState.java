package dev.karat.testkit.store;

import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What two gateways that were given the same records must have in common, whatever golden ids they gave. */
public final class CustomerState {
    private static final int PAGE = 500;

    private CustomerState() {}

    /** The partition and every golden value, by record keys: a line for each live profile. */
    public static Set<String> of(Store store) {
        var state = new TreeSet<String>();
        List<StoredGolden> page = store.liveGoldens(null, PAGE);
        while (!page.isEmpty()) {
            for (StoredGolden golden : page) {
                var keys = new TreeSet<String>();
                store.recordsOf(golden.id())
                        .forEach(record -> keys.add(record.key().toString()));
                state.add(keys + " " + CustomerDataJson.write(golden.profile().data()));
            }
            page = store.liveGoldens(page.get(page.size() - 1).id(), PAGE);
        }
        return state;
    }
}
