package dev.karat.engine.normalize;

import org.jspecify.annotations.Nullable;

/** Collects the parts of one {@link Features}; not safe for use by several threads. */
final class FeaturesBuilder {
    Kind kind = Kind.UNKNOWN;
    byte gender;
    byte generation;
    int birthDate;

    @Nullable
    String country;

    @Nullable
    Term given;

    @Nullable
    Term middle;

    @Nullable
    Term family;

    @Nullable
    Term house;

    @Nullable
    Term street;

    @Nullable
    Term postcode;

    @Nullable
    Term locality;

    @Nullable
    Term birthPlace;

    @Nullable
    Term occupation;

    @Nullable
    Term customerNumber;

    Term[] organizations = Features.NO_TERMS;
    Term[] nationalIds = Features.NO_TERMS;
    Term[] taxIds = Features.NO_TERMS;
    Email[] emails = Features.NO_EMAILS;
    long[] phones = Features.NO_PHONES;

    Features build() {
        return new Features(this);
    }
}
