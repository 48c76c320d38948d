package dev.karat.engine.match;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * One thing that is compared of two records, with the levels that it knows. At most sixteen, because a pair's levels
 * are packed into one long, four bits each.
 */
public enum Comparison {
    GIVEN_NAME(
            "givenName",
            "given name",
            levels(Level.EXACT, "the same")
                    .and(Level.NICKNAME, "a short form")
                    .and(Level.CLOSE, "a typing error apart or the same sound")
                    .and(Level.INITIAL, "the first letter agrees")
                    .and(Level.PART, "one of several given names is the same")
                    .and(Level.SIMILAR, "similar")
                    .and(Level.SWAPPED, "stands where the other has the family name")
                    .and(Level.DIFFERENT, "different")),
    MIDDLE_NAME(
            "additionalName",
            "middle name",
            levels(Level.EXACT, "the same")
                    .and(Level.CLOSE, "close or a short form")
                    .and(Level.INITIAL, "the first letter agrees")
                    .and(Level.DIFFERENT, "different")),
    FAMILY_NAME(
            "familyName",
            "family name",
            levels(Level.EXACT, "the same")
                    .and(Level.CLOSE, "a typing error apart")
                    .and(Level.SIMILAR, "similar or the same sound")
                    .and(Level.PART, "one part of a double name is the same")
                    .and(Level.SWAPPED, "stands where the other has the given name")
                    .and(Level.DIFFERENT, "different")),
    BIRTH_DATE(
            "birthDate",
            "date of birth",
            levels(Level.EXACT, "the same")
                    .and(Level.SWAPPED, "day and month swapped")
                    .and(Level.CLOSE, "one digit apart")
                    .and(Level.PART, "two of day, month and year are the same")
                    .and(Level.SIMILAR, "the same year")
                    .and(Level.DIFFERENT, "different")),
    GENDER("gender", "gender", levels(Level.EXACT, "the same").and(Level.DIFFERENT, "different")),
    EMAIL(
            "email",
            "e-mail",
            levels(Level.EXACT, "the same")
                    .and(Level.VARIANT, "the same mailbox name at another domain")
                    .and(Level.CLOSE, "a typing error apart")
                    .and(Level.WEAK, "a shared mailbox or the same domain")
                    .and(Level.DIFFERENT, "different")),
    PHONE(
            "phone",
            "telephone",
            levels(Level.EXACT, "the same")
                    .and(Level.VARIANT, "the same number, once without its prefix")
                    .and(Level.CLOSE, "one digit apart")
                    .and(Level.DIFFERENT, "different")),
    STREET(
            "streetAddress",
            "street",
            levels(Level.EXACT, "the same street and number")
                    .and(Level.VARIANT, "the same number in a similar street")
                    .and(Level.PART, "the same street")
                    .and(Level.SIMILAR, "a similar street")
                    .and(Level.DIFFERENT, "different")),
    AREA(
            "postalCode",
            "postcode and place",
            levels(Level.EXACT, "both the same")
                    .and(Level.VARIANT, "the same postcode")
                    .and(Level.PART, "the same place")
                    .and(Level.CLOSE, "a typing error apart")
                    .and(Level.DIFFERENT, "different")),
    NATIONAL_ID("nationalId", "national id", Labels.identifier()),
    TAX_ID("taxId", "tax id", Labels.identifier()),
    CUSTOMER_NUMBER("customerNumber", "customer number", Labels.identifier()),
    ORGANIZATION(
            "organization",
            "organisation",
            levels(Level.EXACT, "the same name")
                    .and(Level.CLOSE, "nearly the same name")
                    .and(Level.PART, "one name contains the other")
                    .and(Level.SIMILAR, "names share rare words")
                    .and(Level.DIFFERENT, "different")),
    BIRTH_PLACE("birthPlace", "place of birth", Labels.text()),
    OCCUPATION("jobTitle", "occupation", Labels.text()),
    GENERATION("generation", "generation", levels(Level.EXACT, "the same").and(Level.DIFFERENT, "different"));

    /** How many there are. */
    static final int COUNT = values().length;

    private static final Comparison[] ALL = values();

    private final String path;
    private final String title;
    private final Map<Level, String> levels;

    Comparison(String path, String title, Labels labels) {
        this.path = path;
        this.title = title;
        this.levels = labels.texts;
    }

    /** The canonical name of the attribute, as a model file writes it. */
    public String path() {
        return path;
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    /** The levels that it can yield, {@link Level#NONE} apart, in fixed order. */
    public Set<Level> levels() {
        return levels.keySet();
    }

    /** What a level means here, for people and without any value of a record. */
    public String text(Level level) {
        return levels.getOrDefault(level, "nothing to compare");
    }

    /** True for the position of given or family name. */
    @SuppressWarnings("EnumOrdinal") // A pair's levels are ordered by position; nothing of it is stored.
    static boolean isName(int ordinal) {
        return ordinal == GIVEN_NAME.ordinal() || ordinal == FAMILY_NAME.ordinal();
    }

    static Comparison of(int ordinal) {
        return ALL[ordinal];
    }

    /** The level of this comparison in a packed pattern, as its position in {@link Level}. */
    @SuppressWarnings("EnumOrdinal") // The levels are packed by position; nothing of it is stored.
    int in(long pattern) {
        return (int) (pattern >>> (4 * ordinal())) & 15;
    }

    private static Labels levels(Level level, String text) {
        return new Labels().and(level, text);
    }

    /** Collects levels with their texts. */
    private static final class Labels {
        private final Map<Level, String> texts = new EnumMap<>(Level.class);

        private Labels and(Level level, String text) {
            texts.put(level, text);
            return this;
        }

        private static Labels identifier() {
            return levels(Level.EXACT, "the same")
                    .and(Level.CLOSE, "a typing error apart")
                    .and(Level.DIFFERENT, "different");
        }

        private static Labels text() {
            return levels(Level.EXACT, "the same").and(Level.CLOSE, "similar").and(Level.DIFFERENT, "different");
        }
    }
}
