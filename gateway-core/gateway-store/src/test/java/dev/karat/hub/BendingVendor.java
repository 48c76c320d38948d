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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

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
        /** What changed together comes in pages of its own, and in any order. */
        SHOWS_SOME,
        BREAKS_OFF
    }

    private static final RecordPage NOTHING = new RecordPage("any", "customers", List.of(), "test");

    /**
     * @param moment when it became so: what one merge changes, changes at once
     * @param own what people entered and nobody replaced since: of a list its texts, of another value a star
     * @param given what Karat wrote last, as it is shown; who enters the same again says nothing new
     */
    record Row(
            long version,
            long moment,
            CustomerData data,
            boolean deleted,
            Map<Attribute, Set<String>> own,
            CustomerData given) {
        Row {
            own = Map.copyOf(own);
        }

        Row(long version, CustomerData data, boolean deleted, Map<Attribute, Set<String>> own, CustomerData given) {
            this(version, version, data, deleted, own, given);
        }

        Set<String> own(Attribute attribute) {
            return own.getOrDefault(attribute, Set.of());
        }
    }

    private static final Row NO_ROW = new Row(0, CustomerData.empty(), false, Map.of(), CustomerData.empty());

    /** Whether a record may be written for a customer, since it belongs to nobody else. */
    BiPredicate<String, String> mayBe = (id, goldenId) -> true;

    final String name;
    final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
    final Map<String, Row> rows = new TreeMap<>();
    /** What people had entered and was written over before it was shown: shown late, it is taken for theirs. */
    final Map<Attribute, Set<String>> unseen = new TreeMap<>();

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
        if (item.isCreation()
                && item.lookUpFirst()
                && item.desired().texts(Attribute.EMAILS).isEmpty()) {
            return new DeliveryOutcome.Unknown(item.id(), ErrorCode.OUTCOME_UNKNOWN);
        }
        if (item.isCreation()
                && found(item).stream()
                        .anyMatch(id -> !mayBe.test(id, item.key().goldenId()))) {
            return new DeliveryOutcome.Rejected(item.id(), ErrorCode.VENDOR_CONFLICT, "another customer's");
        }
        String id = item.isCreation() ? foundOrNew(item) : item.key().externalId();
        Row before = rows.get(id);
        if (before == null || before.deleted()) {
            return new DeliveryOutcome.Rejected(item.id(), ErrorCode.VENDOR_NOT_FOUND, "gone");
        }
        boolean changed = item.token() != null
                ? !item.token().equals(Long.toString(before.version()))
                : !item.isCreation() && !before.data().equals(item.current());
        if (changed || (item.lookUpFirst() && !item.isCreation())) {
            return new DeliveryOutcome.Stale(item.id(), NOTHING, Long.toString(before.version()));
        }
        CustomerData data = held(before.data(), item.desired());
        Map<Attribute, Set<String>> own = new TreeMap<>();
        before.own().forEach((attribute, texts) -> own.put(attribute, kept(attribute, before, data)));
        Row after = new Row(++versions, data, false, own, before.given().with(bent(item.desired())));
        rows.put(id, after);
        if (polled.getOrDefault(id, 0L) < before.version()) {
            before.own()
                    .forEach((attribute, texts) -> unseen.computeIfAbsent(attribute, any -> new HashSet<>())
                            .addAll(texts));
        }
        writes++;
        if (!calm && quirks.contains(Quirk.BREAKS_OFF) && random.nextInt(6) == 0) {
            return new DeliveryOutcome.Unknown(item.id(), ErrorCode.VENDOR_TIMEOUT);
        }
        return new DeliveryOutcome.Applied(
                item.id(), id, after.data(), Long.toString(after.version()), before.version() == 0);
    }

    /** The record that holds the address of the customer, or a new one. */
    private String foundOrNew(DeliveryItem item) {
        Optional<String> found = found(item);
        if (found.isPresent()) {
            return found.get();
        }
        String id = name + "-" + ++ids;
        creations++;
        rows.put(id, NO_ROW);
        return id;
    }

    private Optional<String> found(DeliveryItem item) {
        return rows.entrySet().stream()
                .filter(row -> !row.getValue().deleted())
                .filter(row -> !Collections.disjoint(
                        row.getValue().data().texts(Attribute.EMAILS),
                        item.profile().with(item.desired()).texts(Attribute.EMAILS)))
                .map(Map.Entry::getKey)
                .findFirst();
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
        Row row = rows.getOrDefault(id, NO_ROW);
        CustomerData data = held(row.data(), change);
        Map<Attribute, Set<String>> own = new TreeMap<>(row.own());
        change.attributes().forEach(attribute -> {
            Set<String> said = new HashSet<>(kept(attribute, row, data));
            Set<String> entered = new HashSet<>(texts(attribute, data));
            entered.removeAll(texts(attribute, row.data()));
            entered.removeAll(texts(attribute, row.given()));
            said.addAll(entered);
            own.put(
                    attribute,
                    entered.isEmpty() ? said : said.contains(STAR) || isList(attribute) ? said : Set.of(STAR));
        });
        rows.put(id, new Row(++versions, data, false, own, row.given()));
    }

    private static final String STAR = "*";

    private static boolean isList(Attribute attribute) {
        return attribute.shape() == Attribute.Shape.TEXTS;
    }

    /** What stays a record's own once it holds this: of a list the texts that are still there. */
    private static Set<String> kept(Attribute attribute, Row before, CustomerData data) {
        if (!isList(attribute)) {
            return Objects.equals(before.data().get(attribute), data.get(attribute)) ? before.own(attribute) : Set.of();
        }
        Set<String> kept = new HashSet<>(before.own(attribute));
        kept.retainAll(data.texts(attribute));
        return kept;
    }

    private static Set<String> texts(Attribute attribute, CustomerData data) {
        Value value = data.get(attribute);
        return value == null
                ? Set.of()
                : isList(attribute) ? Set.copyOf(data.texts(attribute)) : Set.of(value.toString() + value.hashCode());
    }

    /** A person finds that two records are one customer: the second takes what it lacks from the first, which goes. */
    void merge(String from, String into) {
        Row gone = Objects.requireNonNull(rows.get(from));
        Row stays = Objects.requireNonNull(rows.get(into));
        Map<Attribute, Set<String>> own = new TreeMap<>(stays.own());
        gone.own().forEach((attribute, texts) -> {
            if (stays.data().get(attribute) == null) {
                own.put(attribute, texts);
            }
        });
        long moment = ++versions;
        rows.put(into, new Row(moment, gone.data().with(stays.data()), false, own, stays.given()));
        rows.put(from, new Row(++versions, moment, gone.data(), true, Map.of(), gone.given()));
    }

    void delete(String id) {
        rows.computeIfPresent(id, (key, row) -> new Row(++versions, row.data(), true, Map.of(), row.given()));
    }

    /** A record as it is, however late a poll shows it. */
    Row read(String id) {
        Row row = Objects.requireNonNull(rows.get(id));
        polled.put(id, row.version());
        return row;
    }

    /** What a poll reports: every record that changed since the last one, as far as it is shown. */
    Map<String, Row> poll() {
        Map<String, Row> shown = quirks.contains(Quirk.SHOWS_LATE) && !calm ? shownLate : rows;
        var news = new TreeMap<String, Row>();
        shown.forEach((id, row) -> {
            boolean later = quirks.contains(Quirk.SHOWS_SOME) && !calm && random.nextBoolean();
            if (polled.getOrDefault(id, 0L) < row.version() && !later) {
                polled.put(id, row.version());
                news.put(id, row);
            }
        });
        shownLate = new TreeMap<>(rows);
        return news;
    }
}
