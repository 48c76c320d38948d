package dev.karat.hub;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.Consents;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A system in memory that holds one e-mail in lower case and one telephone number, as many do, and refuses to change a
 * version that is not the last. It gives a new record a language.
 */
final class FakeTarget {
    /** The fixture reads everything back by itself. */
    private static final RecordPage NOTHING = new RecordPage("shop", "customers", List.of(), "test");

    record Row(long version, CustomerData data) {}

    final Map<String, Row> rows = new TreeMap<>();
    /** Sees each item before it is written. */
    Consumer<DeliveryItem> watch = item -> {};
    /** What it was asked for, in order. */
    final List<DeliveryItem.Kind> kinds = new ArrayList<>();

    private int sequence = 100;

    /** What this system shows of what it is given. */
    static CustomerData shown(CustomerData given) {
        var shown = CustomerData.builder();
        given.values().forEach((attribute, value) -> {
            if (value instanceof Value.Texts texts && attribute.shape() == Attribute.Shape.TEXTS) {
                shown.put(attribute, Value.texts(List.of(texts.texts().get(0).toLowerCase(Locale.ROOT))));
            } else if (!(value instanceof Value.Cleared)) {
                shown.put(attribute, value);
            }
        });
        return shown.build();
    }

    CustomerData data(String id) {
        return Objects.requireNonNull(rows.get(id)).data();
    }

    DeliveryOutcome write(DeliveryItem item) {
        Row seen = rows.get(item.key().externalId());
        if (item.kind().isConsent() && seen != null && !isStillRight(seen.data(), item)) {
            return new DeliveryOutcome.Stale(item.id(), NOTHING, Long.toString(seen.version()));
        }
        if (item.token() != null && seen != null && !item.token().equals(Long.toString(seen.version()))) {
            return new DeliveryOutcome.Stale(item.id(), NOTHING, Long.toString(seen.version()));
        }
        kinds.add(item.kind());
        watch.accept(item);
        if (item.kind().isConsent()) {
            return consent(item);
        } else if (item.kind().isWithdrawal()) {
            rows.remove(item.key().externalId());
            return new DeliveryOutcome.Applied(item.id(), item.key().externalId(), CustomerData.empty(), null, false);
        }
        return fields(item);
    }

    /** As a connector looks before it enters consents. */
    private static boolean isStillRight(CustomerData seen, DeliveryItem item) {
        boolean refused = bare(seen).stream().anyMatch(Consents::isRefusal);
        return bare(seen).equals(bare(item.current())) || (item.kind() == DeliveryItem.Kind.OPT_OUT && !refused);
    }

    private static List<SortedMap<String, String>> bare(CustomerData data) {
        return data.blocks(Attribute.CONSENTS).stream()
                .map(block -> Consents.marked(block, false))
                .toList();
    }

    /** It notes when it was told, and calls that evidence. */
    private DeliveryOutcome consent(DeliveryItem item) {
        String id = item.key().externalId();
        Row before = Objects.requireNonNull(rows.get(id));
        CustomerData data = before.data();
        for (SortedMap<String, String> block : item.desired().blocks(Attribute.CONSENTS)) {
            var entered = new TreeMap<>(block);
            entered.put("at", "2026-03-02T00:00:00Z");
            entered.put("evidence", "api");
            data = with(data, entered);
        }
        Row after = new Row(before.version() + 1, data);
        rows.put(id, after);
        return new DeliveryOutcome.Applied(item.id(), id, data, Long.toString(after.version()), false);
    }

    private static CustomerData with(CustomerData data, SortedMap<String, String> block) {
        var blocks = new ArrayList<SortedMap<String, String>>();
        data.blocks(Attribute.CONSENTS).stream()
                .filter(old -> !Objects.equals(old.get("channel"), block.get("channel"))
                        || !Objects.equals(old.get("purpose"), block.get("purpose")))
                .forEach(blocks::add);
        blocks.add(block);
        return Consents.in(data, blocks);
    }

    private DeliveryOutcome fields(DeliveryItem item) {
        boolean creation = item.isCreation();
        String id = creation ? "made-" + ++sequence : item.key().externalId();
        Row before = rows.getOrDefault(id, new Row(0, CustomerData.empty()));
        CustomerData filledIn = creation
                ? CustomerData.builder()
                        .text(Attribute.PREFERRED_LANGUAGE, "en")
                        .build()
                : CustomerData.empty();
        CustomerData left = before.data().only(attribute -> !item.desired().isCleared(attribute));
        CustomerData data = left.with(filledIn).with(shown(item.desired()));
        Row after = new Row(before.version() + 1, moved(data));
        rows.put(id, after);
        return new DeliveryOutcome.Applied(item.id(), id, after.data(), Long.toString(after.version()), creation);
    }

    /** Its consents are those of the record, whatever its address. */
    private static CustomerData moved(CustomerData data) {
        String address = data.text(Attribute.EMAILS);
        return Consents.in(
                data,
                data.blocks(Attribute.CONSENTS).stream()
                        .map(block -> {
                            var moved = new TreeMap<>(block);
                            if (address != null) {
                                moved.put("contactPoint", address);
                            }
                            return (SortedMap<String, String>) moved;
                        })
                        .toList());
    }

    /** A person edits the record in the system itself. */
    void edit(String id, CustomerData change) {
        Row row = rows.getOrDefault(id, new Row(0, CustomerData.empty()));
        rows.put(id, new Row(row.version() + 1, row.data().with(change)));
    }
}
