package dev.karat.engine.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainPhoneTest {
    private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();
    private static final List<String> REGIONS =
            PHONES.getSupportedRegions().stream().sorted().toList();
    private static final List<String> SEPARATORS = List.of("", "", " ", "-", "/", ".");

    /** Canonical as the library alone reads it. */
    private static @Nullable String byTheLibrary(String raw, String country) {
        try {
            var number = PHONES.parse(raw, country);
            return PHONES.isPossibleNumber(number) ? PHONES.format(number, PhoneNumberFormat.E164) : null;
        } catch (NumberParseException e) {
            return null;
        }
    }

    @Test
    void whateverIsReadTheFastWayIsReadAlikeByTheLibrary() {
        var random = new SplittableRandom(11);
        int read = 0;
        for (int i = 0; i < 60_000; i++) {
            String country = REGIONS.get(random.nextInt(REGIONS.size()));
            String raw = random.nextInt(3) == 0 ? example(country, random) : made(random);
            boolean clean = raw.matches("\\+\\d+");
            if (!clean && PlainPhone.of(raw, country) != null) {
                read++;
                assertThat(PhoneNormalizer.e164(raw, country))
                        .as("%s in %s", raw, country)
                        .isEqualTo(byTheLibrary(raw, country));
            }
        }
        assertThat(read).isGreaterThan(1000);
    }

    private static String example(String country, SplittableRandom random) {
        var number = PHONES.getExampleNumberForType(
                country, random.nextBoolean() ? PhoneNumberType.MOBILE : PhoneNumberType.FIXED_LINE);
        return number == null
                ? made(random)
                : PHONES.format(
                        number, random.nextBoolean() ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);
    }

    /** A prefix, perhaps a country code, and digits with whatever stands between them. */
    private static String made(SplittableRandom random) {
        var raw = new StringBuilder(List.of("+", "00", "0", "", "").get(random.nextInt(5)));
        if (raw.length() != 1 && random.nextInt(4) > 0) {
            raw.append(PHONES.getCountryCodeForRegion(REGIONS.get(random.nextInt(REGIONS.size()))));
        }
        for (int digits = 5 + random.nextInt(9); digits > 0; digits--) {
            raw.append((char) ('0' + random.nextInt(10)));
            raw.append(random.nextInt(4) == 0 ? SEPARATORS.get(random.nextInt(SEPARATORS.size())) : "");
        }
        return raw.toString();
    }
}
