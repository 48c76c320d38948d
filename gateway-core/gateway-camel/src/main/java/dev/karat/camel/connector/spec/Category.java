package dev.karat.camel.connector.spec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a business uses a system for. A new system starts with what suits others of its kind. */
public enum Category {
    CRM,
    ERP,
    SHOP,
    MAILING,
    SUPPORT,
    /** Any or none of these. */
    OTHER;

    /** The category of that name, in small letters; empty if there is none. */
    public static Optional<Category> of(String name) {
        return Arrays.stream(values())
                .filter(category -> category.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
