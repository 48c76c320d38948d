package dev.karat.engine.normalize;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import org.jspecify.annotations.Nullable;

/** Canonical telephone numbers: E.164 (ITU-T), read with the country where no country code is written. */
public final class PhoneNormalizer {
    /** Shortest subscriber number that is compared. */
    static final int DIGITS_MIN = 6;
    /** ITU-T E.164, 6.1: a number has 15 digits at most. */
    static final int DIGITS_MAX = 15;

    private static final int RAW_LENGTH_MAX = 64;

    private PhoneNormalizer() {}

    /**
     * {@code +} and digits, or null if the text is no possible number.
     *
     * @param country ISO 3166 alpha-2 of the place where the number was written, or null if it is not known
     */
    public static @Nullable String e164(String raw, @Nullable String country) {
        if (raw.length() > RAW_LENGTH_MAX) {
            return null;
        }
        if (isCleanE164(raw)) {
            return raw;
        }
        var phones = PhoneNumberUtil.getInstance();
        var plain = PlainPhone.of(raw, country);
        if (plain != null && phones.isPossibleNumberWithReason(plain) == ValidationResult.IS_POSSIBLE) {
            return "+" + plain.getCountryCode() + plain.getNationalNumber();
        }
        try {
            var number = phones.parse(raw, country == null ? "ZZ" : country);
            return phones.isPossibleNumber(number) ? phones.format(number, PhoneNumberFormat.E164) : null;
        } catch (NumberParseException e) {
            return null;
        }
    }

    /** The digits to compare, as one number: of E.164 where it can be read, else as written; 0 for none. */
    static long digits(String raw, @Nullable String country) {
        if (raw.length() > RAW_LENGTH_MAX) {
            return 0;
        }
        String national = onlyDigits(raw);
        if (national.length() < DIGITS_MIN || Placeholders.isNumber(national)) {
            return 0;
        }
        String e164 = e164(raw, country);
        String digits = e164 == null ? national : e164.substring(1);
        return digits.length() > DIGITS_MAX ? 0 : Long.parseLong(digits);
    }

    /** A plus, a digit from 1 to 9, and 8 to 14 more: nothing to parse. */
    private static boolean isCleanE164(String raw) {
        if (raw.length() < 10 || raw.length() > DIGITS_MAX + 1 || raw.charAt(0) != '+' || raw.charAt(1) == '0') {
            return false;
        }
        for (int i = 1; i < raw.length(); i++) {
            if (raw.charAt(i) < '0' || raw.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static String onlyDigits(String raw) {
        var digits = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= '0' && c <= '9') {
                digits.append(c);
            }
        }
        return digits.toString();
    }
}
