package dev.karat.engine.mapping;

import dev.karat.engine.normalize.CountryNormalizer;
import dev.karat.engine.normalize.DateNormalizer;
import dev.karat.engine.normalize.EmailNormalizer;
import dev.karat.engine.normalize.PhoneNormalizer;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The converters that a mapping names with {@code via}. */
final class Converters {
    private static final Map<String, Converter> NAMED = Map.of(
            "text", (raw, context) -> Texts.clean(raw),
            // Who has only an address is often shown by it; it is no name.
            "fullName", (raw, context) -> raw.indexOf('@') < 0 ? Texts.clean(raw) : null,
            "email", (raw, context) -> EmailNormalizer.address(raw),
            "phone", Converters::phone,
            "date", (raw, context) -> DateNormalizer.iso(raw, context.country()),
            "instant", Instants::iso,
            "odataDate", Instants.odataDate(),
            "country", (raw, context) -> CountryNormalizer.alpha2(raw),
            "language", (raw, context) -> language(raw),
            "lower", (raw, context) -> lower(raw));

    private static final Pattern ROUNDED = Pattern.compile("\\d+([.,]\\d+)?[eE]\\+?\\d+");

    private Converters() {}

    /** The converter of that name, which the schema has checked. */
    static Converter named(String name) {
        Converter converter = NAMED.get(name);
        if (converter == null) {
            throw new IllegalArgumentException("There is no converter " + name);
        }
        return converter;
    }

    /**
     * A number that nobody can read is kept as it is: it harms nobody, and a person may know better. But one that went
     * through a spreadsheet ({@code 4.9151E+11}) has lost its digits.
     */
    private static @Nullable String phone(String raw, MappingContext context) {
        if (ROUNDED.matcher(raw.strip()).matches()) {
            return null;
        }
        String e164 = PhoneNormalizer.e164(raw.strip(), context.country());
        return e164 == null ? Texts.clean(raw) : e164;
    }

    private static @Nullable String lower(String raw) {
        String text = Texts.clean(raw);
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /** BCP 47, also from the underscore form of Java and POSIX ({@code de_AT.UTF-8}). */
    private static @Nullable String language(String raw) {
        String tag = raw.strip().replace('_', '-').replaceFirst("\\..*$", "");
        try {
            String canonical = new Locale.Builder().setLanguageTag(tag).build().toLanguageTag();
            return canonical.equals("und") ? null : canonical;
        } catch (IllformedLocaleException noTag) {
            return null;
        }
    }
}
