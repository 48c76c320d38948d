package dev.karat.engine.normalize;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the canonical data of a record into what matching compares. Placeholders yield nothing. Immutable but for the
 * shared {@link TermTable}; safe for use by several threads.
 */
public final class Normalizer {
    /** Values of one attribute that are compared, at most; the others are ignored. */
    public static final int VALUES_MAX = 8;

    private static final int IDENTIFIER_LENGTH_MIN = 4;
    private static final int IDENTIFIER_LENGTH_MAX = 40;
    private static final Set<String> MALE = WordLists.set("male");
    private static final Set<String> FEMALE = WordLists.set("female");

    private final TermTable terms;
    private final @Nullable String defaultCountry;
    private final PersonNames personNames;
    private final OrganizationNames organizationNames;
    private final Addresses addresses;

    /**
     * @param terms shares equal terms with the {@link FeaturesCodec} and other normalizers
     * @param defaultCountry ISO 3166-1 alpha-2 with which telephone numbers and dates are read where a record names no
     *     country, or null
     */
    public Normalizer(TermTable terms, @Nullable String defaultCountry) {
        this.terms = terms;
        this.defaultCountry = defaultCountry;
        this.personNames = new PersonNames(terms);
        this.organizationNames = new OrganizationNames(terms);
        this.addresses = new Addresses(terms);
    }

    public Features features(CustomerData data) {
        return features(RecordValues.of(data));
    }

    /** As above, from values that stand elsewhere. */
    public Features features(RecordValues data) {
        var features = new FeaturesBuilder();
        features.kind = kind(data);
        addresses.read(data, features);
        if (features.kind != Kind.ORGANIZATION) {
            personNames.read(data, features);
        }
        String organization = data.text(Attribute.ORGANIZATION);
        boolean named = organization != null || features.kind == Kind.ORGANIZATION;
        features.organizations = named
                ? organizationNames.read(organization != null ? organization : organizationName(data), VALUES_MAX)
                : Features.NO_TERMS;
        String country = features.country != null ? features.country : defaultCountry;
        features.emails = emails(data.texts(Attribute.EMAILS));
        features.phones = phones(data.texts(Attribute.PHONES), country);
        features.nationalIds = identifiers(data.text(Attribute.NATIONAL_ID));
        features.taxIds = identifiers(data.text(Attribute.TAX_ID));
        Term[] numbers = identifiers(data.text(Attribute.CUSTOMER_NUMBER));
        features.customerNumber = numbers.length == 0 ? null : numbers[0];
        String birthDate = data.text(Attribute.BIRTH_DATE);
        features.birthDate = birthDate == null ? 0 : DateNormalizer.packed(birthDate, country);
        features.birthPlace = addresses.text(data.text(Attribute.BIRTH_PLACE));
        features.occupation = addresses.text(data.text(Attribute.JOB_TITLE));
        features.gender = gender(data.text(Attribute.GENDER));
        return features.build();
    }

    private static Kind kind(RecordValues data) {
        String declared = data.text(Attribute.KIND);
        if (declared != null) {
            String kind = TextFolder.fold(declared);
            if (kind.equals("person") || kind.equals("individual")) {
                return Kind.PERSON;
            }
            if (kind.startsWith("organi") || kind.equals("company") || kind.equals("business")) {
                return Kind.ORGANIZATION;
            }
        }
        if (data.text(Attribute.GIVEN_NAME) != null || data.text(Attribute.FAMILY_NAME) != null) {
            return Kind.PERSON;
        }
        String name = data.text(Attribute.NAME);
        if (name != null) {
            return OrganizationNames.hasLegalForm(name) ? Kind.ORGANIZATION : Kind.PERSON;
        }
        return data.text(Attribute.ORGANIZATION) != null ? Kind.ORGANIZATION : Kind.UNKNOWN;
    }

    private static @Nullable String organizationName(RecordValues data) {
        String name = data.text(Attribute.NAME);
        return name != null ? name : data.text(Attribute.FAMILY_NAME);
    }

    private Email[] emails(List<String> raw) {
        var emails = new ArrayList<Email>(raw.size());
        for (String text : raw) {
            var parts = EmailNormalizer.mailbox(text);
            if (parts != null && emails.size() < VALUES_MAX) {
                var email = new Email(
                        Term.plain(parts.user()), terms.intern(parts.domain()), EmailNormalizer.isRole(parts.user()));
                if (!emails.contains(email)) {
                    emails.add(email);
                }
            }
        }
        emails.sort(Comparator.comparingLong(Email::hash));
        return emails.isEmpty() ? Features.NO_EMAILS : emails.toArray(Features.NO_EMAILS);
    }

    private static long[] phones(List<String> raw, @Nullable String country) {
        if (raw.isEmpty()) {
            return Features.NO_PHONES;
        }
        long[] phones = new long[Math.min(raw.size(), VALUES_MAX)];
        int size = 0;
        for (int i = 0; i < raw.size() && size < phones.length; i++) {
            long digits = PhoneNormalizer.digits(raw.get(i), country);
            if (digits != 0 && !contains(phones, size, digits)) {
                phones[size++] = digits;
            }
        }
        Arrays.sort(phones, 0, size);
        return size == 0 ? Features.NO_PHONES : Arrays.copyOf(phones, size);
    }

    private static boolean contains(long[] phones, int size, long digits) {
        for (int i = 0; i < size; i++) {
            if (phones[i] == digits) {
                return true;
            }
        }
        return false;
    }

    /** Identifiers parted by vertical bars: letters and digits only, at least four, no counting and no repetition. */
    private static Term[] identifiers(@Nullable String raw) {
        if (raw == null) {
            return Features.NO_TERMS;
        }
        return Arrays.stream(raw.split("\\|", VALUES_MAX + 1))
                .limit(VALUES_MAX)
                .map(value -> TextFolder.fold(value).replace(" ", ""))
                .filter(id -> id.length() >= IDENTIFIER_LENGTH_MIN && id.length() <= IDENTIFIER_LENGTH_MAX)
                .filter(id -> !Placeholders.isNumber(id) && !Placeholders.isText(id))
                .distinct()
                .map(Term::plain)
                .sorted(Comparator.comparingLong(Term::hash))
                .toArray(Term[]::new);
    }

    private static byte gender(@Nullable String raw) {
        String folded = raw == null ? "" : TextFolder.fold(raw);
        if (MALE.contains(folded)) {
            return 1;
        }
        return (byte) (FEMALE.contains(folded) ? 2 : 0);
    }
}
