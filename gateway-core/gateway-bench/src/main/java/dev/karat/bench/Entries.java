package dev.karat.bench;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import dev.karat.testkit.data.CrmGenerator;
import dev.karat.testkit.data.GeneratedRecord;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Generated entries of a CRM, always the same ones. Entries of one customer follow each other. */
public final class Entries {
    private static final long SEED = 7;
    private static final Map<String, Attribute> TEXTS = Map.of(
            "kind", Attribute.KIND,
            "givenName", Attribute.GIVEN_NAME,
            "familyName", Attribute.FAMILY_NAME,
            "name", Attribute.NAME,
            "birthDate", Attribute.BIRTH_DATE,
            "taxId", Attribute.TAX_ID);

    private Entries() {}

    /** The first of them as canonical data. */
    public static CustomerData[] data(int count) {
        return stream(count).toArray(CustomerData[]::new);
    }

    /** The first of them as matching compares them. */
    public static Features[] features(int count) {
        var normalizer = new Normalizer(new TermTable(), null);
        return stream(count).map(normalizer::features).toArray(Features[]::new);
    }

    private static Stream<CustomerData> stream(int count) {
        return new CrmGenerator(SEED).records(count).map(Entries::data);
    }

    private static CustomerData data(GeneratedRecord entry) {
        var data = CustomerData.builder();
        var address = new TreeMap<String, String>();
        entry.values().forEach((name, value) -> {
            Attribute text = TEXTS.get(name);
            if (text != null) {
                data.text(text, value);
            } else if (name.equals("email")) {
                data.texts(Attribute.EMAILS, value);
            } else if (name.equals("phone")) {
                data.texts(Attribute.PHONES, value);
            } else {
                address.put(name, value);
            }
        });
        if (!address.isEmpty()) {
            data.put(Attribute.ADDRESS, Value.block(address));
        }
        return data.build();
    }
}
