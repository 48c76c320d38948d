package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.FeaturesCodec;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The profiles of a store, to be looked at like the result of {@link BatchResolver}. Read by one thread. */
public final class StoredProfiles {
    private final FeaturesCodec codec;
    private final Normalizer normalizer;
    private final List<InputRecord> records = new ArrayList<>();
    private final List<Integer> clusters = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<SortedSet<String>> systems = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    private StoredProfiles(String country) {
        var terms = new TermTable();
        codec = new FeaturesCodec(terms);
        normalizer = new Normalizer(terms, country);
    }

    /**
     * Reads all live records that say who they are.
     *
     * @param country ISO 3166-1 alpha-2, as the gateway normalizes telephone numbers
     */
    public static StoredProfiles read(Store store, String country) {
        var profiles = new StoredProfiles(country);
        store.scan(profiles::take);
        return profiles;
    }

    private void take(StoredRecord record) {
        String goldenId = record.goldenId();
        if (record.deleted() || goldenId == null || record.features().length == 0) {
            return;
        }
        Features features = FeaturesCodec.isCurrent(record.features())
                ? codec.decode(record.features())
                : normalizer.features(record.asserted());
        int number = numbers.computeIfAbsent(goldenId, id -> {
            ids.add(id);
            systems.add(new TreeSet<>());
            return ids.size() - 1;
        });
        records.add(new InputRecord(record.key(), features));
        clusters.add(number);
        systems.get(number).add(record.key().system());
    }

    /** The records, in the order of the store. */
    public List<InputRecord> records() {
        return records;
    }

    /** Who is who, with the model that decided. */
    public Partition partition(MatchModel model) {
        return new Partition(
                clusters.stream().mapToInt(Integer::intValue).toArray(),
                ids.size(),
                model,
                Map.of(),
                LargeProfiles.NONE);
    }

    /** The golden id of each of these records. */
    public Map<RecordKey, String> goldenIds(Iterable<RecordKey> keys) {
        var wanted = new TreeSet<RecordKey>();
        keys.forEach(wanted::add);
        var found = new HashMap<RecordKey, String>();
        for (int record = 0; record < records.size(); record++) {
            RecordKey key = records.get(record).key();
            if (wanted.contains(key)) {
                found.put(key, ids.get(clusters.get(record)));
            }
        }
        return found;
    }

    /** How many profiles hold records of just these systems, named in their order, such as {@code erp + shop}. */
    public Map<String, Long> overlap() {
        var overlap = new TreeMap<String, Long>();
        systems.forEach(of -> overlap.merge(String.join(" + ", of), 1L, Long::sum));
        return overlap;
    }
}
