package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.Value;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.ValueExplanation.Claim;
import dev.karat.engine.survivorship.ValueExplanation.Lost;
import dev.karat.engine.survivorship.ValueExplanation.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What records hold and do not say: it never was a candidate. */
final class Silence {
    private Silence() {}

    static Map<Attribute, List<Lost>> of(Collection<StoredRecord> records) {
        var silent = new EnumMap<Attribute, List<Lost>>(Attribute.class);
        for (StoredRecord record : records) {
            record.data().values().forEach((attribute, value) -> {
                if (record.deleted()) {
                    add(silent, record, attribute, value, Reason.DELETED, "Its system deleted the record");
                } else if (record.echoes().isWhole(attribute)) {
                    add(
                            silent,
                            record,
                            attribute,
                            value,
                            Reason.ECHO,
                            "Karat wrote it there, and nobody changed it since");
                } else if (attribute == Attribute.CONSENTS
                        && record.data().blocks(attribute).stream().anyMatch(Consents::isOurs)) {
                    var ours = record.data().blocks(attribute).stream()
                            .filter(Consents::isOurs)
                            .toList();
                    add(silent, record, attribute, new Value.Blocks(ours), Reason.ECHO, "Karat wrote it there");
                } else if (value instanceof Value.Cleared) {
                    add(silent, record, attribute, value, Reason.CLEARED, "The record withdrew what it had said");
                }
            });
        }
        return silent;
    }

    private static void add(
            Map<Attribute, List<Lost>> silent,
            StoredRecord record,
            Attribute attribute,
            Value value,
            Reason reason,
            String because) {
        silent.computeIfAbsent(attribute, any -> new ArrayList<>())
                .add(new Lost(new Claim(record.key(), value, record.at()), reason, because));
    }
}
