package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import java.text.Normalizer;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a record may be what a vendor made of a write whose answer is not known. Vendors write names in other letters,
 * cut them, and drop what they have no place for; an address or number by which the customer is known stays.
 */
public final class Resemblance {
    private static final List<Attribute> KNOWN_BY = List.of(Attribute.EMAILS, Attribute.PHONES);

    private Resemblance() {}

    /** True if the record bears an address or number that was written, and says nothing else where it was given a text. */
    static boolean isMadeOf(CustomerData data, CustomerData written) {
        boolean known = KNOWN_BY.stream()
                .anyMatch(attribute -> !Collections.disjoint(plain(data, attribute), plain(written, attribute)));
        return known
                && data.attributes().stream()
                        .filter(attribute -> !KNOWN_BY.contains(attribute))
                        .filter(attribute -> !written.texts(attribute).isEmpty())
                        .allMatch(attribute -> isCut(data.text(attribute), written.text(attribute)));
    }

    /** What of a value a vendor may have made of what it was given: the same, folded, or cut; null for nothing. */
    public static @Nullable Value madeOf(Value shown, @Nullable Value given) {
        if (!(shown instanceof Value.Texts texts && given instanceof Value.Texts whole)) {
            return null;
        }
        List<String> made = texts.texts().stream()
                .filter(text -> whole.texts().stream().anyMatch(one -> isCut(text, one)))
                .toList();
        return made.isEmpty() ? null : Value.texts(made);
    }

    private static boolean isCut(@Nullable String shown, @Nullable String whole) {
        return shown != null && whole != null && plain(whole).startsWith(plain(shown));
    }

    private static Set<String> plain(CustomerData data, Attribute attribute) {
        var plain = new HashSet<String>();
        data.texts(attribute).forEach(text -> plain.add(plain(text)));
        return plain;
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }
}
