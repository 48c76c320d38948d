package dev.karat.engine.match;

import dev.karat.engine.normalize.Email;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.normalize.Kind;
import dev.karat.engine.normalize.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that a record bears: a pure function of its features. */
public final class BlockingKeys {
    /** Keys of one record, at most; what would come after the last one is left out. */
    public static final int KEYS_MAX = 48;

    private static final long LOCAL_MODULUS = 10_000_000L;
    private static final int WORD_LENGTH_MIN = 3;
    private static final int WORDS_MAX = 6;

    private final Features of;
    private final List<BlockingKey> keys = new ArrayList<>(16);
    private final long givenSound;
    private final long familySound;
    private final long givenRoot;
    private final long year;
    private final long postcode;
    private final long place;
    private final long birthDate;

    private BlockingKeys(Features of) {
        this.of = of;
        Term given = of.given();
        givenSound = sound(given);
        familySound = sound(of.family());
        givenRoot = given == null ? 0 : given.root();
        int date = of.birthDate();
        year = date < 1_000_000 ? 0 : date / 10000;
        birthDate = date % 100 == 0 ? 0 : date;
        postcode = hash(of.postcode());
        place = sound(of.locality());
    }

    /** All keys, each hash once, in fixed order; empty for a record that says too little. */
    public static List<BlockingKey> of(Features features) {
        var keys = new BlockingKeys(features);
        if (features.kind() != Kind.ORGANIZATION) {
            keys.person();
        } else {
            keys.organization();
        }
        keys.contacts();
        return keys.keys;
    }

    private void person() {
        long names = givenSound == 0 || familySound == 0 ? 0 : both(givenSound, familySound);
        for (long sound : new long[] {givenSound, familySound}) {
            int date = of.birthDate();
            add(KeyKind.YEAR_MONTH_NAME, birthDate / 100, sound, date % 100, hash(of.family()));
            add(KeyKind.DAY_MONTH_NAME, birthDate % 10000, sound, year, hash(of.family()));
            if (of.emails().length > 0 && !of.emails()[0].role()) {
                add(KeyKind.EMAIL_DOMAIN_NAME, of.emails()[0].domain().hash(), sound, year, givenRoot);
            }
            add(KeyKind.POSTCODE_NAME, postcode, sound, year, givenRoot);
            add(KeyKind.HOUSE_NAME, hash(of.house()), sound, sound(of.street()), year);
        }
        Term given = of.given();
        Term family = of.family();
        if (given != null && family != null) {
            long initials = (long) given.text().charAt(0) + family.text().charAt(0);
            add(KeyKind.NAMES, both(given.hash(), family.hash()), 1, year, postcode);
            add(KeyKind.NICKNAME, given.root(), familySound, year, postcode);
            add(KeyKind.LETTERS_YEAR, both(letters(given), letters(family)), year, month(), postcode);
            add(KeyKind.BIRTH_DIGITS, sortedDigits(), initials, givenSound, postcode);
        }
        add(KeyKind.NAMES_PLACE, names, place, year, givenRoot);
        add(KeyKind.ADDRESS, hash(of.house()), streetLetters(), givenRoot, year);
        add(KeyKind.POSTCODE_BIRTH_DATE, postcode, birthDate, givenSound, hash(of.family()));
        add(KeyKind.BIRTH_DATE_PLACE, birthDate, place, givenSound, familySound);
        employer();
    }

    /** A person's employer brings nobody together by itself, only with the name. */
    private void employer() {
        if (of.organizations().length > 0 && familySound != 0) {
            add(KeyKind.ORGANIZATION, sortedWords(of.organizations()[0]), familySound, givenRoot, 0);
        }
    }

    private void organization() {
        long where = postcode != 0 ? postcode : place;
        for (Term name : of.organizations()) {
            add(KeyKind.ORGANIZATION, sortedWords(name), 1, where, hash(of.street()));
            for (int i = 0; i < Math.min(name.size(), WORDS_MAX); i++) {
                if (name.word(i).text().length() >= WORD_LENGTH_MIN) {
                    add(KeyKind.ORGANIZATION_WORD, sound(name.word(i)), 1, where, hash(of.street()));
                }
            }
        }
        add(KeyKind.ADDRESS, hash(of.house()), streetLetters(), where, 0);
        add(KeyKind.HOUSE_NAME, hash(of.house()), sound(of.street()), where, 0);
    }

    private void contacts() {
        long who = givenRoot != 0 ? givenRoot : of.organizations().length > 0 ? of.organizations()[0].hash() : 0;
        for (Email email : of.emails()) {
            add(KeyKind.EMAIL, email.hash(), 1, who, year);
            if (!email.role()) {
                add(KeyKind.EMAIL_USER, email.user().hash(), 1, who, year);
                String user = email.user().text();
                long start = Hash.of(user.substring(0, Math.min(4, user.length())));
                add(KeyKind.EMAIL_YEAR, start, year, month(), givenSound);
            }
        }
        for (long phone : of.phones()) {
            add(KeyKind.PHONE, Hash.mix(phone % LOCAL_MODULUS), 1, who, year);
        }
        for (Term id : of.nationalIds()) {
            add(KeyKind.NATIONAL_ID, id.hash(), 1, who, year);
        }
        for (Term id : of.taxIds()) {
            add(KeyKind.TAX_ID, id.hash(), 1, who, postcode);
        }
        add(KeyKind.CUSTOMER_NUMBER, hash(of.customerNumber()), 1, who, year);
    }

    /** Adds a key of two values that must both be there, and the two values by which it is narrowed. */
    private void add(KeyKind kind, long first, long second, long narrow, long narrower) {
        if (first == 0 || second == 0 || keys.size() >= KEYS_MAX) {
            return;
        }
        long key = Hash.join(Hash.join(kind.code(), first), second) | 1;
        for (BlockingKey known : keys) {
            if (known.hash() == key) {
                return;
            }
        }
        long narrowed = narrow == 0 ? 0 : Hash.join(key, narrow) | 1;
        long narrowest = narrowed == 0 || narrower == 0 ? 0 : Hash.join(narrowed, narrower) | 1;
        keys.add(new BlockingKey(kind, key, narrowed, narrowest));
    }

    private long month() {
        return year == 0 ? 0 : of.birthDate() / 100 % 100;
    }

    /** The digits of the date in order of size: equal for dates of which digits changed places. */
    private long sortedDigits() {
        if (birthDate == 0) {
            return 0;
        }
        char[] digits = Long.toString(birthDate).toCharArray();
        Arrays.sort(digits);
        return Hash.of(new String(digits));
    }

    private static long sortedWords(Term name) {
        long sum = name.size();
        for (int i = 0; i < name.size(); i++) {
            sum += name.word(i).hash();
        }
        return Hash.mix(sum);
    }

    /** First letters of the street with blanks left out, which are put in and left out at random. */
    private long streetLetters() {
        Term street = of.street();
        if (street == null) {
            return 0;
        }
        String letters = street.text().replace(" ", "");
        return Hash.of(letters.substring(0, Math.min(4, letters.length())));
    }

    private static long letters(Term name) {
        return Hash.of(name.text().substring(0, Math.min(3, name.text().length())));
    }

    /** One number for two in either order. */
    private static long both(long a, long b) {
        return Hash.mix(a + b);
    }

    private static long hash(@Nullable Term term) {
        return term == null ? 0 : term.hash();
    }

    private static long sound(@Nullable Term term) {
        if (term == null) {
            return 0;
        }
        return term.phonetic() != 0 ? term.phonetic() : term.hash();
    }
}
