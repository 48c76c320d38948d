package dev.karat.engine.match;

/** By what records are brought together for a comparison. */
public enum KeyKind {
    /** Year and month of birth and the sound of the given or the family name. */
    YEAR_MONTH_NAME(1),
    /** Given and family name in either order. */
    NAMES(2),
    /** House number and the first letters of the street. */
    ADDRESS(3),
    /** House number and the sound of a name. */
    HOUSE_NAME(4),
    /** Postcode and the sound of a name. */
    POSTCODE_NAME(5),
    POSTCODE_BIRTH_DATE(6),
    /** First letters of both names and the year of birth. */
    LETTERS_YEAR(7),
    /** The digits of the date of birth in order of size, and both initials. */
    BIRTH_DIGITS(8),
    EMAIL(9),
    EMAIL_USER(10),
    /** The last seven digits. */
    PHONE(11),
    NATIONAL_ID(12),
    TAX_ID(13),
    CUSTOMER_NUMBER(14),
    /** Sounds of both names and the place. */
    NAMES_PLACE(15),
    /** The whole name of an organisation, its words in any order. */
    ORGANIZATION(16),
    /** One word of an organisation's name and the place. */
    ORGANIZATION_WORD(17),
    /** The first letters of a mailbox name and the year of birth. */
    EMAIL_YEAR(18),
    /** Date of birth and place. */
    BIRTH_DATE_PLACE(19),
    /** Day and month of birth and the sound of the given or the family name. */
    DAY_MONTH_NAME(20),
    /** The given name behind a nickname and the sound of the family name. */
    NICKNAME(21),
    /** Domain of an e-mail address and the sound of the given or the family name. */
    EMAIL_DOMAIN_NAME(22);

    private final int code;

    KeyKind(int code) {
        this.code = code;
    }

    /** The number that goes into the hash; it never changes. */
    int code() {
        return code;
    }
}
