package dev.karat.engine.normalize;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import org.jspecify.annotations.Nullable;

/** Countries to ISO 3166-1 alpha-2, from codes and from their names in the larger languages of Europe. */
public final class CountryNormalizer {
    private static final class Holder {
        static final Map<String, String> CODES = codes();
    }

    private CountryNormalizer() {}

    /** The alpha-2 code, or null if the text names no country that is known. */
    public static @Nullable String alpha2(String raw) {
        return raw.length() > TextFolder.LENGTH_MAX ? null : Holder.CODES.get(TextFolder.fold(raw));
    }

    private static Map<String, String> codes() {
        var codes = new HashMap<String, String>();
        var languages = List.of("en", "de", "fr", "es", "it", "nl", "pt", "pl");
        for (String code : Locale.getISOCountries()) {
            var country = new Locale("", code);
            for (String language : languages) {
                codes.putIfAbsent(TextFolder.fold(country.getDisplayCountry(new Locale(language))), code);
            }
        }
        // Codes are sure and overrule a name that happens to fold to the same text.
        for (String code : Locale.getISOCountries()) {
            codes.put(TextFolder.lower(code), code);
            codes.put(TextFolder.lower(alpha3(code)), code);
        }
        codes.put("uk", "GB");
        codes.put("great britain", "GB");
        codes.put("england", "GB");
        codes.put("scotland", "GB");
        codes.put("wales", "GB");
        codes.put("united states of america", "US");
        codes.put("u s a", "US");
        codes.put("u s", "US");
        codes.put("holland", "NL");
        codes.put("lichtenstein", "LI");
        codes.put("czech republic", "CZ");
        return codes;
    }

    /** The three-letter code, or the two-letter one where the JDK knows no other. */
    private static String alpha3(String alpha2) {
        try {
            return new Locale("", alpha2).getISO3Country();
        } catch (MissingResourceException e) {
            return alpha2;
        }
    }
}
