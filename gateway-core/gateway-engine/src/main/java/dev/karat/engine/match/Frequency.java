package dev.karat.engine.match;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of values of which it matters how many records have the same one. */
public enum Frequency {
    GIVEN_NAME(1e-3),
    FAMILY_NAME(2e-4),
    /** Given and family name together: more frequent than chance, since both come from one country. */
    FULL_NAME(1e-6),
    BIRTH_DATE(4e-5),
    EMAIL(1e-7),
    EMAIL_USER(1e-6),
    PHONE(1e-7),
    /** House number and street. */
    ADDRESS(1e-6),
    STREET(1e-4),
    POSTCODE(5e-4),
    LOCALITY(2e-3),
    ORGANIZATION(1e-5),
    ORGANIZATION_WORD(1e-3),
    BIRTH_PLACE(2e-3),
    OCCUPATION(5e-3);

    private final double standard;
    private final long seed;

    Frequency(double standard) {
        this.standard = standard;
        this.seed = label().hashCode();
    }

    /** Keeps values of different kinds apart; it never changes. */
    long seed() {
        return seed;
    }

    /** The share of records that have one certain value, where nothing better is known. */
    double standard() {
        return standard;
    }

    /**
     * How many others have a value that only one customer was seen with: what has been seen once exists elsewhere too.
     * Addresses and numbers that households share are weighed as theirs, so that chance is left only slips.
     */
    double unseen() {
        return this == EMAIL || this == PHONE ? 0.03 : 0.3;
    }

    /** True if it tells how well two values agree, not only how much their agreement weighs. */
    boolean decidesLevels() {
        return this == ORGANIZATION_WORD;
    }

    /** The name in a model file. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Which frequency weighs the agreement on a value, or null where the level has one weight for all values. */
    static @Nullable Frequency of(Comparison comparison, Level level) {
        boolean exact = level == Level.EXACT;
        return switch (comparison) {
            case GIVEN_NAME -> exact ? GIVEN_NAME : null;
            case FAMILY_NAME -> exact ? FAMILY_NAME : null;
            case BIRTH_DATE -> exact ? BIRTH_DATE : null;
            case EMAIL -> exact ? EMAIL : level == Level.VARIANT ? EMAIL_USER : null;
            case PHONE -> exact || level == Level.VARIANT ? PHONE : null;
            case STREET -> exact ? ADDRESS : level == Level.PART ? STREET : null;
            case AREA -> exact || level == Level.VARIANT ? POSTCODE : level == Level.PART ? LOCALITY : null;
            case ORGANIZATION -> exact ? ORGANIZATION : null;
            case BIRTH_PLACE -> exact ? BIRTH_PLACE : null;
            case OCCUPATION -> exact ? OCCUPATION : null;
            case MIDDLE_NAME, GENDER, NATIONAL_ID, TAX_ID, CUSTOMER_NUMBER, GENERATION -> null;
        };
    }
}
