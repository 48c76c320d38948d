package dev.karat.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.PageMapper;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.testkit.twin.VendorTwin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What store and twins hold at the end.
 *
 * @param records records that the systems had by themselves
 * @param profiles live golden profiles
 * @param merged profiles that more than one of these records belong to
 * @param delivered records of the systems that hold what Karat wrote
 * @param duplicatesAtTargets records that Karat created although the customer had one there
 * @param stateHash hash of the customers and of what the vendors hold, without golden ids, times and ids that vendors
 *     gave, so that two runs with the same data end with the same one
 */
public record DemoState(
        long records, long profiles, long merged, long delivered, long duplicatesAtTargets, String stateHash) {
    private static final int PAGE = 500;
    private static final int HASH_LENGTH = 16;

    static DemoState read(Store store, PageMapper mapper, DemoTwins twins) {
        var reader = new Reader(store);
        reader.profiles();
        twins.vendors().forEach((system, twin) -> reader.vendor(system, twin, mapper));
        return reader.state();
    }

    /** Adds up profile by profile. */
    private static final class Reader {
        private final Store store;
        private final Set<String> lines = new TreeSet<>();
        private long records;
        private long profiles;
        private long merged;
        private long delivered;
        private long duplicates;

        Reader(Store store) {
            this.store = store;
        }

        void profiles() {
            Set<String> targets = Set.of("erp", "shop", "mailing", "support");
            String after = null;
            List<StoredGolden> page = store.liveGoldens(after, PAGE);
            while (!page.isEmpty()) {
                List<String> ids = page.stream().map(StoredGolden::id).toList();
                Map<String, List<DeliveryState>> deliveries = new HashMap<>();
                targets.forEach(target -> store.deliveries(target, ids)
                        .forEach(one -> deliveries
                                .computeIfAbsent(one.goldenId(), id -> new ArrayList<>())
                                .add(one)));
                page.forEach(golden -> profile(golden, deliveries.getOrDefault(golden.id(), List.of())));
                after = ids.get(ids.size() - 1);
                page = store.liveGoldens(after, PAGE);
            }
        }

        private void profile(StoredGolden golden, List<DeliveryState> deliveries) {
            Set<RecordKey> created = new HashSet<>();
            for (DeliveryState delivery : deliveries) {
                if (delivery.written() != null && delivery.status() == DeliveryState.Status.SETTLED) {
                    delivered++;
                }
                if (delivery.created()) {
                    created.add(new RecordKey(delivery.target(), "customer", delivery.externalId()));
                }
            }
            List<StoredRecord> live = store.recordsOf(golden.id()).stream()
                    .filter(record -> !record.deleted())
                    .toList();
            Map<String, Long> bySystem = live.stream()
                    .collect(Collectors.groupingBy(record -> record.key().system(), Collectors.counting()));
            duplicates += created.stream()
                    .filter(key -> bySystem.getOrDefault(key.system(), 0L) > 1)
                    .count();
            List<String> own = live.stream()
                    .map(StoredRecord::key)
                    .filter(key -> !created.contains(key))
                    .sorted()
                    .map(RecordKey::toString)
                    .toList();
            records += own.size();
            profiles++;
            merged += own.size() > 1 ? 1 : 0;
            lines.add(own + " " + CustomerDataJson.write(golden.profile().data()));
        }

        void vendor(String system, VendorTwin twin, PageMapper mapper) {
            var contents = new ArrayList<String>();
            List<JsonNode> all = twin.all();
            for (int from = 0; from < all.size(); from += PAGE) {
                List<JsonNode> rows = all.subList(from, Math.min(all.size(), from + PAGE));
                for (IngestItem item : mapper.items(new RecordPage(system, "customers", rows, "demo"))) {
                    if (item instanceof IngestItem.Version version) {
                        contents.add(CustomerDataJson.write(
                                version.data().only(attribute -> attribute != Attribute.CONSENTS)));
                    }
                }
            }
            contents.sort(null);
            lines.add(system + " " + contents);
        }

        DemoState state() {
            return new DemoState(records, profiles, merged, delivered, duplicates, hash(String.join("\n", lines)));
        }

        private static String hash(String text) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("Every JDK has SHA-256", impossible);
            }
        }
    }
}
