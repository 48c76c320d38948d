package dev.karat.engine.ingest;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.delivery.Resemblance;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Echoes;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a record says by itself from what it only repeats of Karat's own writing. An echo is no evidence: without
 * this rule a value would outlive the last system that really holds it. Of a list each text is told by itself.
 */
public final class EchoGuard {
    private EchoGuard() {}

    /**
     * What of a version is an echo.
     *
     * @param previous the version before, or null: what it asserted and still says the same was never Karat's
     * @param delivery what Karat wrote into this record, or null if it never did
     * @param given what was written, and what the vendor makes of it, such as one name of two parts
     * @param taken what the vendor may have taken along from a record of Karat's that it merged into this one
     */
    static Echoes echoes(
            CustomerData data,
            @Nullable StoredRecord previous,
            @Nullable DeliveryState delivery,
            CustomerData given,
            List<CustomerData> taken) {
        DeliveryState written = delivery == null || delivery.written() == null ? null : delivery;
        if (written == null && taken.isEmpty()) {
            return Echoes.NONE;
        }
        CustomerData held = written == null ? CustomerData.empty() : held(written, given);
        StoredRecord before = previous == null || previous.deleted() ? null : previous;
        CustomerData earlier = written == null ? CustomerData.empty() : earlier(written, previous);
        var found = new Found();
        data.values().forEach((attribute, value) -> {
            // A record that Karat made says nothing by itself before somebody changes it.
            boolean mayBeOurs = written != null && (written.created() || given.get(attribute) != null);
            if (attribute == Attribute.CONSENTS) {
                // Each is marked by itself.
                return;
            }
            if (before != null && value.equals(before.data().get(attribute))) {
                // What did not change stays what it was, also while something else is just being written.
                found.keep(attribute, before);
            } else {
                List<Value> ours = new ArrayList<>();
                taken.forEach(other -> add(other.get(attribute), ours));
                add(earlier.get(attribute), ours);
                if (mayBeOurs) {
                    add(held.get(attribute), ours);
                    // A vendor may show late what it was given first, and make another form of it then.
                    add(given.get(attribute), ours);
                    if (written != null && written.readBack() == null) {
                        // While nobody knows what the vendor made of a write, what looks like it is taken for it.
                        add(Resemblance.madeOf(value, given.get(attribute)), ours);
                    }
                }
                found.add(attribute, value, ours, asserted(before));
            }
        });
        return found.echoes();
    }

    private static CustomerData asserted(@Nullable StoredRecord before) {
        return before == null ? CustomerData.empty() : before.asserted();
    }

    /** The first read after an answer may be older than that; what is entered later is no echo of what was there once. */
    private static CustomerData earlier(DeliveryState delivery, @Nullable StoredRecord previous) {
        boolean read = delivery.readBack() != null
                && previous != null
                && previous.stamp().observedAt() > delivery.changedAt();
        return read || delivery.earlier() == null ? CustomerData.empty() : delivery.earlier();
    }

    private static CustomerData held(DeliveryState delivery, CustomerData given) {
        return delivery.readBack() != null ? delivery.readBack() : given;
    }

    private static void add(@Nullable Value value, List<Value> values) {
        if (value != null) {
            values.add(value);
        }
    }

    /**
     * What of a record is an echo after a write was answered: where the write replaced a value of the record's own, that
     * assertion has ended; a text that stayed in a list is still its own.
     *
     * @param data the record as it is now
     * @param written attributes that were written
     */
    public static Echoes afterWrite(CustomerData data, StoredRecord before, Set<Attribute> written) {
        var found = new Found();
        data.values().forEach((attribute, value) -> {
            if (attribute == Attribute.CONSENTS) {
                return;
            }
            if (!written.contains(attribute) || value.equals(before.data().get(attribute))) {
                found.keep(attribute, before);
            } else {
                found.add(attribute, value, List.of(value), before.asserted());
            }
        });
        return found.echoes();
    }

    /**
     * What of a record is an echo after another mapping read it.
     *
     * @param data the record as that reads it
     * @param ours what Karat wrote, as that reads it
     * @param asserted what was the record's own, as that reads it
     */
    static Echoes afterRereading(
            CustomerData data, StoredRecord before, List<CustomerData> ours, CustomerData asserted) {
        var found = new Found();
        data.values().forEach((attribute, value) -> {
            if (attribute == Attribute.CONSENTS) {
                return;
            }
            if (value.equals(before.data().get(attribute))) {
                found.keep(attribute, before);
            } else {
                var values = new ArrayList<Value>();
                ours.forEach(one -> add(one.get(attribute), values));
                found.add(attribute, value, values, asserted);
            }
        });
        return found.echoes();
    }

    /**
     * What of a record is an echo once it is known that a vendor took something along into it.
     *
     * @param before the record before that: what it asserted then is its own
     * @param taken what Karat wrote into the record that went
     */
    static Echoes afterMerge(StoredRecord record, StoredRecord before, List<CustomerData> taken) {
        CustomerData said = record.asserted();
        var found = new Found();
        record.data().attributes().forEach(attribute -> {
            List<Value> ours = new ArrayList<>();
            taken.forEach(other -> add(other.get(attribute), ours));
            Value value = said.get(attribute);
            if (attribute == Attribute.CONSENTS
                    || value == null
                    || !found.add(attribute, value, ours, before.asserted())) {
                found.keep(attribute, record);
            }
        });
        return found.echoes();
    }

    /** Collects what is found. Used by one thread. */
    private static final class Found {
        private final Set<Attribute> attributes = EnumSet.noneOf(Attribute.class);
        private final CustomerData.Builder own = CustomerData.builder();

        void keep(Attribute attribute, StoredRecord before) {
            Value own = before.echoes().own().get(attribute);
            if (before.echoes().contains(attribute)) {
                attributes.add(attribute);
                if (own != null) {
                    this.own.put(attribute, own);
                }
            }
        }

        /**
         * @param ours what Karat wrote, as the vendor shows it
         * @param asserted what was the record's own before
         * @return whether something of it is an echo
         */
        boolean add(Attribute attribute, Value value, List<Value> ours, CustomerData asserted) {
            if (value instanceof Value.Texts texts) {
                return addTexts(attribute, texts, ours, asserted);
            }
            return ours.contains(value) && !value.equals(asserted.get(attribute)) && attributes.add(attribute);
        }

        private boolean addTexts(Attribute attribute, Value.Texts texts, List<Value> ours, CustomerData asserted) {
            Set<String> repeated = new HashSet<>();
            ours.forEach(one -> repeated.addAll(one instanceof Value.Texts written ? written.texts() : List.of()));
            asserted.texts(attribute).forEach(repeated::remove);
            List<String> said = texts.texts().stream()
                    .filter(text -> !repeated.contains(text))
                    .toList();
            if (said.size() == texts.texts().size()) {
                return false;
            }
            if (!said.isEmpty()) {
                own.put(attribute, Value.texts(said));
            }
            return attributes.add(attribute);
        }

        Echoes echoes() {
            return attributes.isEmpty() ? Echoes.NONE : new Echoes(attributes, own.build());
        }
    }
}
