package dev.karat.api.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An attribute of the canonical customer. Names follow schema.org; a block such as the address is one attribute that
 * survives or loses as a whole, because half of one address and half of another is no address.
 */
public enum Attribute {
    /** {@code person} or {@code organization}. */
    KIND("kind", Shape.TEXT),
    GIVEN_NAME("givenName", Shape.TEXT),
    ADDITIONAL_NAME("additionalName", Shape.TEXT),
    FAMILY_NAME("familyName", Shape.TEXT),
    /** The name in one piece: an organisation's, or a person's where the vendor knows no parts. */
    NAME("name", Shape.TEXT),
    HONORIFIC_PREFIX("honorificPrefix", Shape.TEXT),
    HONORIFIC_SUFFIX("honorificSuffix", Shape.TEXT),
    /** The organisation that a person belongs to. */
    ORGANIZATION("organization", Shape.TEXT),
    JOB_TITLE("jobTitle", Shape.TEXT),
    /** ISO 8601 date, or its known part: {@code 1978-12-11}, {@code 1978-12}, {@code 1978}. */
    BIRTH_DATE("birthDate", Shape.TEXT),
    BIRTH_PLACE("birthPlace", Shape.TEXT),
    GENDER("gender", Shape.TEXT),
    TAX_ID("taxId", Shape.TEXT),
    NATIONAL_ID("nationalId", Shape.TEXT),
    /** The customer's number in the company, such as an ERP debtor number. */
    CUSTOMER_NUMBER("customerNumber", Shape.TEXT),
    /** BCP 47 tag. */
    PREFERRED_LANGUAGE("preferredLanguage", Shape.TEXT),
    /** IANA zone id. */
    TIMEZONE("timezone", Shape.TEXT),
    /** E-mail addresses, the preferred one first. */
    EMAILS("emails", Shape.TEXTS),
    /** Telephone numbers, E.164 where they could be read, the preferred one first. */
    PHONES("phones", Shape.TEXTS),
    ADDRESS("address", Shape.BLOCK, "streetAddress", "locality", "postalCode", "region", "country"),
    /** One block per (channel, purpose, contact point). Consent never travels in a generic upsert. */
    CONSENTS("consents", Shape.BLOCKS, "channel", "purpose", "contactPoint", "status", "at", "evidence", "locked");

    /** How many values an attribute holds, and whether a value has components. */
    public enum Shape {
        TEXT,
        TEXTS,
        BLOCK,
        BLOCKS;

        public boolean isBlock() {
            return this == BLOCK || this == BLOCKS;
        }

        public boolean isList() {
            return this == TEXTS || this == BLOCKS;
        }
    }

    private static final Map<String, Attribute> BY_PATH =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Attribute::path, Function.identity()));

    private final String path;
    private final Shape shape;
    private final List<String> components;

    Attribute(String path, Shape shape, String... components) {
        this.path = path;
        this.shape = shape;
        this.components = List.of(components);
    }

    /** The canonical name, as mappings, policies and the REST API write it. */
    public String path() {
        return path;
    }

    public Shape shape() {
        return shape;
    }

    /** Component names of a block in their fixed order; empty for a text. */
    public List<String> components() {
        return components;
    }

    /** The attribute of that canonical name, if there is one. */
    public static Optional<Attribute> of(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }
}
