package dev.karat.camel.probe;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.SystemCalls;
import dev.karat.camel.connector.spec.WriteSpec.Lookup;
import dev.karat.camel.connector.write.WriteItem;
import java.util.Map;
import java.util.Set;

/** Looks up a customer whom nobody has, to see whether looking up is permitted. */
final class LookupLook {
    /** RFC 2606 keeps the domain free, and the numbering plan of North America the number. */
    private static final Map<Attribute, String> NOBODY =
            Map.of(Attribute.EMAILS, "nobody@karat-check.invalid", Attribute.PHONES, "+12025550199");

    private final SystemCalls rest;
    private final String entity;

    LookupLook(SystemCalls rest, String entity) {
        this.rest = rest;
        this.entity = entity;
    }

    /** Throws what the vendor says; finding somebody is no failure. */
    void by(Lookup lookup) {
        String key = NOBODY.getOrDefault(lookup.key(), "karat-check-nobody");
        var nobody = CustomerData.builder().put(lookup.key(), Value.text(key)).build();
        rest.lookup(
                entity, new WriteItem("check", WriteItem.Operation.UPSERT, null, nobody, Set.of(), false, null), true);
    }
}
