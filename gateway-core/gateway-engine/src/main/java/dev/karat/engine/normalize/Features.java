package dev.karat.engine.normalize;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What matching compares of one record: the normalized comparison vector. It holds nothing of the record's key, so that
 * records that say the same are equal. Immutable; arrays that are handed out are shared and must not be changed.
 */
public final class Features {
    /** Raised whenever the same input gives other features; stored features of another version are computed anew. */
    public static final int VERSION = 2;

    static final Term[] NO_TERMS = {};
    static final Email[] NO_EMAILS = {};
    static final long[] NO_PHONES = {};

    private final Kind kind;
    private final byte gender;
    private final byte generation;
    private final int birthDate;
    private final @Nullable String country;
    private final @Nullable Term given;
    private final @Nullable Term middle;
    private final @Nullable Term family;
    private final @Nullable Term house;
    private final @Nullable Term street;
    private final @Nullable Term postcode;
    private final @Nullable Term locality;
    private final @Nullable Term birthPlace;
    private final @Nullable Term occupation;
    private final @Nullable Term customerNumber;
    private final Term[] organizations;
    private final Term[] nationalIds;
    private final Term[] taxIds;
    private final Email[] emails;
    private final long[] phones;
    private final long hash;
    /** One bit for each identifier that is not used at present; no part of the content. */
    private final int crowded;

    Features(FeaturesBuilder from) {
        kind = from.kind;
        gender = from.gender;
        generation = from.generation;
        birthDate = from.birthDate;
        country = from.country;
        given = from.given;
        middle = from.middle;
        family = from.family;
        house = from.house;
        street = from.street;
        postcode = from.postcode;
        locality = from.locality;
        birthPlace = from.birthPlace;
        occupation = from.occupation;
        customerNumber = from.customerNumber;
        organizations = from.organizations;
        nationalIds = from.nationalIds;
        taxIds = from.taxIds;
        emails = from.emails;
        phones = from.phones;
        hash = contentHash();
        crowded = 0;
    }

    private Features(Features from, int crowded) {
        kind = from.kind;
        gender = from.gender;
        generation = from.generation;
        birthDate = from.birthDate;
        country = from.country;
        given = from.given;
        middle = from.middle;
        family = from.family;
        house = from.house;
        street = from.street;
        postcode = from.postcode;
        locality = from.locality;
        birthPlace = from.birthPlace;
        occupation = from.occupation;
        customerNumber = from.customerNumber;
        organizations = from.organizations;
        nationalIds = from.nationalIds;
        taxIds = from.taxIds;
        emails = from.emails;
        phones = from.phones;
        hash = from.hash;
        this.crowded = crowded;
    }

    /**
     * The same content, with other identifiers that are not used because too many customers bear them now.
     *
     * @param bits from the least: eight for the national ids in their order, eight for the tax ids, one for the customer
     *     number
     */
    public Features withCrowded(int bits) {
        return bits == crowded ? this : new Features(this, bits);
    }

    /** Which identifiers are not used now, as {@link #withCrowded} takes them. Equal features may differ in it. */
    public int crowded() {
        return crowded;
    }

    public Kind kind() {
        return kind;
    }

    /** 1 male, 2 female, 0 unknown or other. */
    public int gender() {
        return gender;
    }

    /** 1 the elder (Sr, I), 2 the younger (Jr, II), 3 and so on; 0 if nothing is said. */
    public int generation() {
        return generation;
    }

    /** {@code year * 10000 + month * 100 + day}, 0 for an unknown part; parts as written, even if no such day exists. */
    public int birthDate() {
        return birthDate;
    }

    /** ISO 3166-1 alpha-2. */
    public @Nullable String country() {
        return country;
    }

    /** The first given name. */
    public @Nullable Term given() {
        return given;
    }

    /** Further given names and initials. */
    public @Nullable Term middle() {
        return middle;
    }

    public @Nullable Term family() {
        return family;
    }

    /** House number, with its letter. */
    public @Nullable Term house() {
        return house;
    }

    /** Words of the street without house number and without the word for street. */
    public @Nullable Term street() {
        return street;
    }

    public @Nullable Term postcode() {
        return postcode;
    }

    public @Nullable Term locality() {
        return locality;
    }

    public @Nullable Term birthPlace() {
        return birthPlace;
    }

    public @Nullable Term occupation() {
        return occupation;
    }

    public @Nullable Term customerNumber() {
        return customerNumber;
    }

    /** Names of the organisation, or of the one that the person belongs to, without legal forms. */
    public Term[] organizations() {
        return organizations;
    }

    public Term[] nationalIds() {
        return nationalIds;
    }

    public Term[] taxIds() {
        return taxIds;
    }

    public Email[] emails() {
        return emails;
    }

    /** Digits of E.164 where the number could be read, else as written. */
    public long[] phones() {
        return phones;
    }

    /** Looks at what is compared first, so that it is fetched from memory; the number means nothing. */
    public long touch() {
        return Term.hashOf(given) + Term.hashOf(family);
    }

    /** True if there is nothing in it by which it could ever match. */
    public boolean isEmpty() {
        return given == null
                && family == null
                && organizations.length == 0
                && emails.length == 0
                && phones.length == 0
                && nationalIds.length == 0
                && taxIds.length == 0
                && customerNumber == null
                && street == null;
    }

    /** 64-bit hash of the content, the same in every process: the order in which features are worked on. */
    public long hash() {
        return hash;
    }

    private long contentHash() {
        long sum = Hash.join(kind.code() * 1024L + gender * 32L + generation, birthDate);
        sum = Hash.join(sum, country == null ? 0 : Hash.of(country));
        for (Term term : new @Nullable Term[] {
            given, middle, family, house, street, postcode, locality, birthPlace, occupation, customerNumber
        }) {
            sum = Hash.join(sum, Term.hashOf(term));
        }
        sum = join(join(join(sum, organizations), nationalIds), taxIds);
        for (Email email : emails) {
            sum = Hash.join(sum, email.hash());
        }
        for (long phone : phones) {
            sum = Hash.join(sum, phone);
        }
        return sum;
    }

    private static long join(long hash, Term[] terms) {
        long sum = Hash.join(hash, terms.length);
        for (Term term : terms) {
            sum = Hash.join(sum, term.hash());
        }
        return sum;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Features features && hash == features.hash && sameContent(features));
    }

    private boolean sameContent(Features other) {
        return kind == other.kind
                && gender == other.gender
                && generation == other.generation
                && birthDate == other.birthDate
                && Objects.equals(country, other.country)
                && Term.same(given, other.given)
                && Term.same(middle, other.middle)
                && Term.same(family, other.family)
                && Term.same(house, other.house)
                && Term.same(street, other.street)
                && Term.same(postcode, other.postcode)
                && Term.same(locality, other.locality)
                && Term.same(birthPlace, other.birthPlace)
                && Term.same(occupation, other.occupation)
                && Term.same(customerNumber, other.customerNumber)
                && Arrays.equals(organizations, other.organizations)
                && Arrays.equals(nationalIds, other.nationalIds)
                && Arrays.equals(taxIds, other.taxIds)
                && Arrays.equals(emails, other.emails)
                && Arrays.equals(phones, other.phones);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    /** The hash only: features are personal data and do not belong into a log by accident. */
    @Override
    public String toString() {
        return "Features[" + Long.toHexString(hash) + "]";
    }
}
