package dev.karat.testkit.data;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The ways in which one name is written: in its own script first, then as it is transliterated, the plainest last.
 * Immutable.
 */
public final class Spelling {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NOT_A_SLUG = Pattern.compile("[^a-z0-9]+");

    private final List<String> variants;
    private final String ascii;
    private final String slug;

    private Spelling(List<String> variants) {
        this.variants = List.copyOf(variants);
        this.ascii = ascii(variants.get(variants.size() - 1));
        this.slug = NOT_A_SLUG.matcher(ascii.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    /** All of them, at least one. */
    public List<String> variants() {
        return variants;
    }

    static Spelling of(String... variants) {
        return new Spelling(List.of(variants));
    }

    /** Parses {@code Γεώργιος/Georgios/Giorgos}. */
    static Spelling parse(String text) {
        return new Spelling(List.of(text.split("/", -1)));
    }

    /** As its bearer writes it. */
    public String own() {
        return variants.get(0);
    }

    /** In Latin letters, accents kept. */
    public String latin() {
        return variants.get(Math.min(1, variants.size() - 1));
    }

    /** In Latin letters without accents: {@code Mueller}, {@code Francois}. */
    public String ascii() {
        return ascii;
    }

    /** Letters and digits of the ASCII form in lower case, as in an e-mail address. */
    public String slug() {
        return slug;
    }

    /** This one and the other put together, spelling by spelling; where one has fewer, its last serves on. */
    Spelling with(Spelling other, BinaryOperator<String> together) {
        return new Spelling(IntStream.range(0, Math.max(variants.size(), other.variants.size()))
                .mapToObj(i -> together.apply(at(i), other.at(i)))
                .toList());
    }

    private String at(int index) {
        return variants.get(Math.min(index, variants.size() - 1));
    }

    Spelling map(UnaryOperator<String> change) {
        return new Spelling(variants.stream().map(change).toList());
    }

    static String ascii(String text) {
        if (text.chars().allMatch(letter -> letter < 128)) {
            return text;
        }
        String german = text.replace("ä", "ae")
                .replace("ö", "oe")
                .replace("ü", "ue")
                .replace("ß", "ss")
                .replace("Ä", "Ae")
                .replace("Ö", "Oe")
                .replace("Ü", "Ue")
                .replace("ł", "l")
                .replace("Ł", "L");
        return MARKS.matcher(Normalizer.normalize(german, Normalizer.Form.NFD)).replaceAll("");
    }
}
