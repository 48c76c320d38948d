package dev.karat.hub;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.ingest.RecordPage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A system in memory that holds one e-mail in lower case and one telephone number, as many do, and refuses to change a
 * version that is not the last. It gives a new record a language.
 */
final class FakeTarget {
    /** The fixture reads everything back by itself. */
    private static final RecordPage NOTHING = new RecordPage("shop", "customers", List.of(), "test");

    record Row(long version, CustomerData data) {}

    final Map<String, Row> rows = new TreeMap<>();
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
        boolean creation = item.isCreation();
        String id = creation ? "made-" + ++sequence : item.key().externalId();
        Row before = rows.getOrDefault(id, new Row(0, CustomerData.empty()));
        if (item.token() != null && !item.token().equals(Long.toString(before.version()))) {
            return new DeliveryOutcome.Stale(item.id(), NOTHING, Long.toString(before.version()));
        }
        CustomerData filledIn = creation
                ? CustomerData.builder()
                        .text(Attribute.PREFERRED_LANGUAGE, "en")
                        .build()
                : CustomerData.empty();
        Row after = new Row(before.version() + 1, before.data().with(filledIn).with(shown(item.desired())));
        rows.put(id, after);
        return new DeliveryOutcome.Applied(item.id(), id, after.data(), Long.toString(after.version()), creation);
    }

    /** A person edits the record in the system itself. */
    void edit(String id, CustomerData change) {
        Row row = rows.getOrDefault(id, new Row(0, CustomerData.empty()));
        rows.put(id, new Row(row.version() + 1, row.data().with(change)));
    }
}
