package dev.karat.engine.normalize;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plain forms in which most telephone numbers are written, without the patterns that the odd ones take: only
 * digits and the usual separators, with the country code after {@code +} or {@code 00}, or at home with the trunk prefix
 * 0. What it reads is what libphonenumber reads, and what it does not read is left to that.
 */
final class PlainPhone {
    /** Countries whose numbers have the trunk prefix 0 at home, never after the country code, and no other. */
    private static final String[] TRUNK = {
        "AT", "BE", "CH", "DE", "FR", "GB", "IE", "JP", "NL", "SE", "SI", "SK", "TR", "UA", "ZA"
    };
    /** Countries that have none. */
    private static final String[] NO_TRUNK = {"CZ", "DK", "ES", "NO", "PL", "PT"};

    private static final class Holder {
        /** Country codes by ISO code. */
        static final Map<String, Integer> CALLING = calling();
        /** ISO codes by country code. */
        static final Map<Integer, String> COUNTRIES = countries();
    }

    private PlainPhone() {}

    static @Nullable PhoneNumber of(String raw, @Nullable String country) {
        long number = 0;
        int digits = 0;
        boolean plus = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= '0' && c <= '9') {
                number = number * 10 + c - '0';
                digits++;
            } else if (c == '+' && i == 0) {
                plus = true;
            } else if (c != ' ' && c != '-' && c != '/' && c != '.') {
                return null;
            }
        }
        if (digits < 7 || digits > PhoneNormalizer.DIGITS_MAX) {
            return null;
        }
        boolean zero = firstDigit(raw) == '0';
        if (plus) {
            return zero ? null : international(number, digits);
        }
        if (country == null) {
            return null;
        }
        int zeros = zero ? leadingZeros(raw) : 0;
        Integer calling = Holder.CALLING.get(country);
        if (calling == null || zeros > 2) {
            return null;
        }
        // The United States and a few others dial 011 for abroad; none of the countries here does.
        if (zeros == 2) {
            return country.equals("JP") ? null : international(number, digits - 2);
        }
        boolean abroad = country.equals("JP") && Long.toString(number).startsWith("10");
        boolean codeAgain = zeros == 0 && Long.toString(number).startsWith(calling.toString());
        return isTrunk(country) == (zeros == 1) && !abroad && !codeAgain
                ? number(calling, number, digits - zeros)
                : null;
    }

    private static @Nullable PhoneNumber international(long number, int digits) {
        long power = 1;
        for (int i = 0; i < digits - 2; i++) {
            power *= 10;
        }
        int two = (int) (number / power);
        if (two < 10) {
            return null;
        }
        if (Holder.COUNTRIES.containsKey(two)) {
            return number(two, number % power, digits - 2);
        }
        int three = (int) (number / (power / 10));
        return Holder.COUNTRIES.containsKey(three) ? number(three, number % (power / 10), digits - 3) : null;
    }

    /** Null for a national number that begins with 0 or is short: somebody wrote the trunk prefix, or something else. */
    private static @Nullable PhoneNumber number(int calling, long national, int digits) {
        long least = 1;
        for (int i = 1; i < digits; i++) {
            least *= 10;
        }
        if (digits < 6 || national < least) {
            return null;
        }
        return new PhoneNumber().setCountryCode(calling).setNationalNumber(national);
    }

    private static char firstDigit(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (Character.isDigit(raw.charAt(i))) {
                return raw.charAt(i);
            }
        }
        return ' ';
    }

    /** Zeros at the start, as far as nothing stands between them. */
    private static int leadingZeros(String raw) {
        int start = raw.indexOf('0');
        int end = start;
        while (end < raw.length() && raw.charAt(end) == '0') {
            end++;
        }
        return end - start;
    }

    private static boolean isTrunk(String country) {
        for (String other : TRUNK) {
            if (other.equals(country)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Integer> calling() {
        var calling = new HashMap<String, Integer>();
        for (String[] countries : new String[][] {TRUNK, NO_TRUNK}) {
            for (String country : countries) {
                calling.put(country, PhoneNumberUtil.getInstance().getCountryCodeForRegion(country));
            }
        }
        return Map.copyOf(calling);
    }

    private static Map<Integer, String> countries() {
        var countries = new HashMap<Integer, String>();
        Holder.CALLING.forEach((country, code) -> countries.put(code, country));
        return Map.copyOf(countries);
    }
}
