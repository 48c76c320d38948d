package dev.karat.engine.match;

import dev.karat.engine.normalize.Email;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.normalize.Kind;
import dev.karat.engine.normalize.Term;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a record bears: a pure function of its features. An object of this class is filled again and again, so
 * that finding candidates makes no garbage; it belongs to one thread.
 */
public final class BlockingKeys {
    /** Keys of one record, at most; what would come after the last one is left out. */
    public static final int KEYS_MAX = 48;

    /** Deepest narrowed form of a key, which takes over where too many bear it. */
    public static final int DEPTH_MAX = 2;

    private static final int FORMS = DEPTH_MAX + 1;
    private static final int WORD_LENGTH_MIN = 3;
    private static final int WORDS_MAX = 6;

    private final long[] forms = new long[KEYS_MAX * FORMS];
    private final KeyKind[] kinds = new KeyKind[KEYS_MAX];
    private int size;

    @SuppressWarnings("UnusedVariable") // What is written there is there only to be written.
    private long touched;

    private long givenRoot;
    private long year;
    private long month;
    private long postcode;
    private long place;

    /** By what a record is brought together with others. */
    public static Set<KeyKind> kinds(Features features) {
        var keys = new BlockingKeys().fill(features);
        var kinds = EnumSet.noneOf(KeyKind.class);
        kinds.addAll(Arrays.asList(keys.kinds).subList(0, keys.size));
        return kinds;
    }

    /** Takes the keys of a record in place of those before: each once, in fixed order; none if it says too little. */
    BlockingKeys fill(Features of) {
        size = 0;
        Term given = of.given();
        givenRoot = given == null ? 0 : given.root();
        int date = of.birthDate();
        year = date < 1_000_000 ? 0 : date / 10000;
        month = year == 0 ? 0 : date / 100 % 100;
        postcode = Term.hashOf(of.postcode());
        place = sound(of.locality());
        // Identifiers come first, so that all of them are counted.
        identifiers(of);
        if (of.kind() != Kind.ORGANIZATION) {
            person(of, date % 100 == 0 ? 0 : date);
        } else {
            organization(of);
        }
        contacts(of);
        return this;
    }

    int size() {
        return size;
    }

    /** Takes a number that means nothing, so that what was looked at to get it is not optimized away. */
    void touched(long number) {
        touched += number;
    }

    KeyKind kind(int index) {
        return kinds[index];
    }

    /** The form of a key at a depth from 0 to {@link #DEPTH_MAX}; 0 if the record does not have it. */
    long at(int index, int depth) {
        return forms[index * FORMS + depth];
    }

    /** Index of a key by its form at depth 0, or -1. */
    int indexOf(long key) {
        for (int i = 0; i < size; i++) {
            if (forms[i * FORMS] == key) {
                return i;
            }
        }
        return -1;
    }

    private void person(Features of, long birthDate) {
        Term given = of.given();
        Term family = of.family();
        long familyHash = Term.hashOf(family);
        long givenSound = sound(given);
        long familySound = sound(family);
        named(of, birthDate, givenSound, familyHash);
        named(of, birthDate, familySound, familyHash);
        if (given != null && family != null) {
            long initials = both(start(given.text(), 1), start(family.text(), 1));
            add(KeyKind.NAMES, both(reading(given), reading(family)), 1, year, postcode);
            add(KeyKind.NICKNAME, givenRoot, familySound, year, postcode);
            add(KeyKind.LETTERS_YEAR, both(letters(given), letters(family)), year, month, postcode);
            add(KeyKind.BIRTH_DIGITS, sortedDigits(birthDate), initials, givenSound, postcode);
            add(KeyKind.NAMES_PLACE, both(givenSound, familySound), place, year, givenRoot);
        }
        add(KeyKind.ADDRESS, Term.hashOf(of.house()), streetLetters(of), givenRoot, year);
        add(KeyKind.POSTCODE_BIRTH_DATE, postcode, birthDate, givenSound, familyHash);
        add(KeyKind.BIRTH_DATE_PLACE, birthDate, place, givenSound, familySound);
        // A person's employer brings nobody together by itself, only with the name.
        if (of.organizations().length > 0) {
            add(KeyKind.ORGANIZATION, sortedWords(of.organizations()[0]), familySound, givenRoot, 0);
        }
    }

    /** Keys with the sound of one name. */
    private void named(Features of, long birthDate, long sound, long familyHash) {
        if (sound == 0) {
            return;
        }
        add(KeyKind.YEAR_MONTH_NAME, birthDate / 100, sound, birthDate % 100, familyHash);
        add(KeyKind.DAY_MONTH_NAME, birthDate % 10000, sound, year, familyHash);
        if (of.emails().length > 0 && !of.emails()[0].role()) {
            Email email = of.emails()[0];
            long mailbox = Hash.join(email.domain().hash(), start(email.user().text(), 1));
            add(KeyKind.EMAIL_DOMAIN_NAME, mailbox, sound, year, givenRoot);
        }
        add(KeyKind.POSTCODE_NAME, postcode, sound, year, givenRoot);
        add(KeyKind.HOUSE_NAME, houseInStreets(of), sound, sound(of.street()), year);
    }

    private void organization(Features of) {
        long where = postcode != 0 ? postcode : place;
        for (Term name : of.organizations()) {
            add(KeyKind.ORGANIZATION, sortedWords(name), 1, where, Term.hashOf(of.street()));
            for (int i = 0; i < Math.min(name.size(), WORDS_MAX); i++) {
                if (name.word(i).text().length() >= WORD_LENGTH_MIN) {
                    add(KeyKind.ORGANIZATION_WORD, sound(name.word(i)), 1, where, Term.hashOf(of.street()));
                }
            }
        }
        add(KeyKind.ADDRESS, Term.hashOf(of.house()), streetLetters(of), where, 0);
        add(KeyKind.HOUSE_NAME, Term.hashOf(of.house()), sound(of.street()), where, 0);
    }

    private void identifiers(Features of) {
        long who = who(of);
        for (Term id : of.nationalIds()) {
            add(KeyKind.NATIONAL_ID, id.hash(), 1, who, year);
        }
        for (Term id : of.taxIds()) {
            add(KeyKind.TAX_ID, id.hash(), 1, who, postcode);
        }
        add(KeyKind.CUSTOMER_NUMBER, Term.hashOf(of.customerNumber()), 1, who, year);
    }

    private long who(Features of) {
        return givenRoot != 0 ? givenRoot : of.organizations().length > 0 ? of.organizations()[0].hash() : 0;
    }

    private void contacts(Features of) {
        long who = who(of);
        for (Email email : of.emails()) {
            add(KeyKind.EMAIL, email.hash(), 1, who, year);
            if (!email.role()) {
                add(KeyKind.EMAIL_USER, email.user().hash(), 1, who, year);
                if (year != 0) {
                    add(KeyKind.EMAIL_YEAR, start(email.user().text(), 4), year, month, sound(of.given()));
                }
            }
        }
        for (long phone : of.phones()) {
            add(KeyKind.PHONE, ContactComparer.localHash(phone), 1, who, year);
        }
    }

    /** Adds a key of two values that must both be there, and the two values by which it is narrowed. */
    private void add(KeyKind kind, long first, long second, long narrow, long narrower) {
        if (first == 0 || second == 0 || size == KEYS_MAX) {
            return;
        }
        long key = key(kind, first, second);
        if (indexOf(key) >= 0) {
            return;
        }
        int at = size * FORMS;
        kinds[size++] = kind;
        forms[at] = key;
        forms[at + 1] = narrow == 0 ? 0 : Hash.join(key, narrow) | 1;
        forms[at + 2] = narrow == 0 || narrower == 0 ? 0 : Hash.join(forms[at + 1], narrower) | 1;
    }

    /** The key that all records with an identifier bear. */
    static long ofIdentifier(KeyKind kind, Term id) {
        return key(kind, id.hash(), 1);
    }

    private static long key(KeyKind kind, long first, long second) {
        return Hash.join(Hash.join(kind.code(), first), second) | 1;
    }

    /** One number for the digits of the date in whatever order: equal for dates of which digits changed places. */
    private static long sortedDigits(long birthDate) {
        long counts = 0;
        for (long rest = birthDate; rest != 0; rest /= 10) {
            counts += 1L << (4 * (rest % 10));
        }
        return counts;
    }

    private static long sortedWords(Term name) {
        long sum = name.size();
        for (int i = 0; i < name.size(); i++) {
            sum += name.word(i).hash();
        }
        return Hash.mix(sum);
    }

    /** First letters of the street with blanks left out, which are put in and left out at random. */
    private static long streetLetters(Features of) {
        Term street = of.street();
        return street == null ? 0 : start(street.text(), 4);
    }

    /** The house number, and the first letter of the street if there is one. */
    private static long houseInStreets(Features of) {
        Term street = of.street();
        return of.house() == null || street == null
                ? Term.hashOf(of.house())
                : Hash.join(of.house().hash(), start(street.text(), 1));
    }

    private static long letters(Term name) {
        return start(name.text(), 3);
    }

    /** Hash of the first characters that are no blanks. */
    private static long start(String text, int length) {
        long start = 0;
        int taken = 0;
        for (int i = 0; i < text.length() && taken < length; i++) {
            if (text.charAt(i) != ' ') {
                start = (start << 16) | text.charAt(i);
                taken++;
            }
        }
        return Hash.mix(start + length);
    }

    /** One number for two in either order. */
    private static long both(long a, long b) {
        return a == 0 || b == 0 ? 0 : Hash.mix(a + b);
    }

    /** The text of a name, in Latin letters. */
    private static long reading(Term term) {
        Term reading = term.reading();
        return reading == null ? term.hash() : reading.hash();
    }

    private static long sound(@Nullable Term term) {
        if (term == null) {
            return 0;
        }
        return term.phonetic() != 0 ? term.phonetic() : term.hash();
    }
}
