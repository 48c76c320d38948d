package dev.karat.engine.mapping;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A person's name in one piece and in its parts. */
final class NameParts {
    /** Words that begin a family name of several words. */
    private static final Set<String> PARTICLES = Set.of(
            "van", "von", "vom", "zu", "zum", "zur", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ter",
            "ten", "den", "der", "al", "el", "bin", "ibn");

    static final Set<Attribute> ALL = Set.of(Attribute.NAME, Attribute.GIVEN_NAME, Attribute.FAMILY_NAME);

    /** Given and family name. */
    record Split(String given, String family) {}

    private NameParts() {}

    /**
     * {@code Ada King Lovelace}, {@code Lovelace, Ada King} or {@code Ludwig van Beethoven} in two; empty if it is one
     * word, which may be either.
     */
    static Optional<Split> split(String whole) {
        int comma = whole.indexOf(',');
        if (comma > 0 && comma < whole.length() - 1) {
            return Optional.of(new Split(
                    whole.substring(comma + 1).strip(),
                    whole.substring(0, comma).strip()));
        }
        List<String> words = List.of(whole.strip().split("\\s+"));
        if (words.size() < 2) {
            return Optional.empty();
        }
        int family = words.size() - 1;
        for (int i = words.size() - 2; i > 0 && PARTICLES.contains(words.get(i).toLowerCase(Locale.ROOT)); i--) {
            family = i;
        }
        return Optional.of(new Split(
                String.join(" ", words.subList(0, family)), String.join(" ", words.subList(family, words.size()))));
    }

    /** The name in one piece, or null if the data holds none. */
    static @Nullable String whole(CustomerData data) {
        String parts = Stream.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME)
                .flatMap(part -> data.texts(part).stream())
                .collect(Collectors.joining(" "));
        String name = data.text(Attribute.NAME);
        if (!parts.isEmpty() && !"organization".equals(data.text(Attribute.KIND))) {
            return parts;
        }
        return name != null ? name : parts.isEmpty() ? null : parts;
    }
}
