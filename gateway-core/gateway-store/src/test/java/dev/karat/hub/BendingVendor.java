package dev.karat.hub;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.ingest.RecordPage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A system in memory that bends what it is given in ways that no declaration tells: it lower-cases, trims, cuts,
 * reorders and drops, shows writes late, and sometimes breaks off a call that it carried out. It finds a record by its
 * e-mail address and refuses to change a version that is not the last.
 */
final class BendingVendor {
    enum Quirk {
        LOWER_CASE,
        UPPER_CASE_NAMES,
        CUT_TO_EIGHT,
        ONE_PHONE,
        PHONES_SORTED_DOWN,
        NO_BIRTH_DATE,
        NO_ADDRESS,
        SHOWS_LATE,
        BREAKS_OFF
    }

    private static final RecordPage NOTHING = new RecordPage("any", "customers", List.of(), "test");

    record Row(long version, CustomerData data, boolean deleted) {}

    final String name;
    final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
    final Map<String, Row> rows = new TreeMap<>();
    private final Random random;
    private Map<String, Row> shownLate = Map.of();
    private final Map<String, Long> polled = new TreeMap<>();
    private long versions = 1;
    private int ids;
    int writes;
    int creations;
    /** From now on it neither breaks off nor shows anything late. */
    boolean calm;

    BendingVendor(String name, Random random) {
        this.name = name;
        this.random = random;
        for (Quirk quirk : Quirk.values()) {
            if (random.nextInt(3) == 0) {
                quirks.add(quirk);
            }
        }
    }

    /** What it makes of what it is given. */
    CustomerData bent(CustomerData given) {
        var bent = CustomerData.builder();
        given.values().forEach((attribute, value) -> {
            boolean dropped = (attribute == Attribute.BIRTH_DATE && quirks.contains(Quirk.NO_BIRTH_DATE))
                    || (attribute == Attribute.ADDRESS && quirks.contains(Quirk.NO_ADDRESS));
            if (!dropped) {
                bent.put(attribute, bent(attribute, value));
            }
        });
        return bent.build();
    }

    private Value bent(Attribute attribute, Value value) {
        if (value instanceof Value.Texts texts) {
            if (attribute != Attribute.PHONES && attribute != Attribute.EMAILS) {
                boolean isName = attribute == Attribute.GIVEN_NAME || attribute == Attribute.FAMILY_NAME;
                return Value.text(bent(texts.texts().get(0), isName));
            }
            List<String> all = new ArrayList<>(texts.texts());
            if (attribute == Attribute.PHONES && quirks.contains(Quirk.PHONES_SORTED_DOWN)) {
                all.sort(Collections.reverseOrder());
            }
            if (attribute == Attribute.PHONES && quirks.contains(Quirk.ONE_PHONE)) {
                all = all.subList(0, 1);
            }
            return Value.texts(all);
        }
        return value;
    }

    private String bent(String text, boolean isName) {
        String bent = text.strip();
        if (isName && quirks.contains(Quirk.UPPER_CASE_NAMES)) {
            bent = bent.toUpperCase(Locale.ROOT);
        } else if (isName && quirks.contains(Quirk.LOWER_CASE)) {
            bent = bent.toLowerCase(Locale.ROOT);
        }
        return isName && quirks.contains(Quirk.CUT_TO_EIGHT) && bent.length() > 8 ? bent.substring(0, 8) : bent;
    }

    DeliveryOutcome write(DeliveryItem item) {
        if (!calm && quirks.contains(Quirk.BREAKS_OFF) && random.nextInt(6) == 0) {
            return new DeliveryOutcome.Retryable(item.id(), ErrorCode.VENDOR_UNAVAILABLE, null);
        }
        String id = item.isCreation() ? foundOrNew(item) : item.key().externalId();
        Row before = rows.get(id);
        if (before == null || before.deleted()) {
            return new DeliveryOutcome.Rejected(item.id(), ErrorCode.VENDOR_NOT_FOUND, "gone");
        }
        if (item.token() != null && !item.token().equals(Long.toString(before.version()))) {
            return new DeliveryOutcome.Stale(item.id(), NOTHING, Long.toString(before.version()));
        }
        Row after = new Row(++versions, held(before.data(), item.desired()), false);
        rows.put(id, after);
        writes++;
        if (!calm && quirks.contains(Quirk.BREAKS_OFF) && random.nextInt(6) == 0) {
            return new DeliveryOutcome.Unknown(item.id(), ErrorCode.VENDOR_TIMEOUT);
        }
        return new DeliveryOutcome.Applied(
                item.id(), id, after.data(), Long.toString(after.version()), before.version() == 0);
    }

    /** The record that holds the address of the customer, or a new one. */
    private String foundOrNew(DeliveryItem item) {
        for (Map.Entry<String, Row> row : rows.entrySet()) {
            List<String> addresses = row.getValue().data().texts(Attribute.EMAILS);
            if (!row.getValue().deleted()
                    && !Collections.disjoint(addresses, item.profile().texts(Attribute.EMAILS))) {
                return row.getKey();
            }
        }
        String id = name + "-" + ++ids;
        creations++;
        rows.put(id, new Row(0, CustomerData.empty(), false));
        return id;
    }

    private CustomerData held(CustomerData before, CustomerData given) {
        var after = CustomerData.builder();
        CustomerData bent = bent(given);
        before.values().forEach((attribute, value) -> {
            if (bent.get(attribute) == null) {
                after.put(attribute, value);
            }
        });
        bent.values().forEach((attribute, value) -> {
            if (!(value instanceof Value.Cleared)) {
                after.put(attribute, value);
            }
        });
        return after.build();
    }

    /** A person enters or edits a record in the system itself. */
    void edit(String id, CustomerData change) {
        Row row = rows.getOrDefault(id, new Row(0, CustomerData.empty(), false));
        rows.put(id, new Row(++versions, held(row.data(), change), false));
    }

    void delete(String id) {
        rows.computeIfPresent(id, (key, row) -> new Row(++versions, row.data(), true));
    }

    /** What a poll reports: every record that changed since the last one, as far as it is shown. */
    Map<String, Row> poll() {
        Map<String, Row> shown = quirks.contains(Quirk.SHOWS_LATE) && !calm ? shownLate : rows;
        var news = new TreeMap<String, Row>();
        shown.forEach((id, row) -> {
            if (polled.getOrDefault(id, 0L) < row.version()) {
                polled.put(id, row.version());
                news.put(id, row);
            }
        });
        shownLate = new TreeMap<>(rows);
        return news;
    }
}
