package dev.karat.api.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one source record for ever: the configured system, the kind of thing there, and the vendor's own id. An e-mail
 * address is never part of it, because addresses change hands.
 *
 * @param system name of the system in {@code gateway.yaml}
 * @param entity kind of record at the vendor, such as {@code customer}
 * @param id the vendor's id, verbatim
 */
public record RecordKey(String system, String entity, String id) implements Comparable<RecordKey> {
    /** Longest vendor id accepted, in characters; longer ones are refused as malformed. */
    public static final int ID_LENGTH_MAX = 512;

    private static final Comparator<RecordKey> ORDER =
            Comparator.comparing(RecordKey::system).thenComparing(RecordKey::id).thenComparing(RecordKey::entity);

    public RecordKey {
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(entity, "entity");
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "A record id has 1 to " + ID_LENGTH_MAX + " characters, no NUL and no half of a surrogate pair");
        }
    }

    /** True if a text may be a vendor's id of something: not blank, not too long, and no database refuses it. */
    public static boolean isId(String text) {
        return !text.isBlank() && text.length() <= ID_LENGTH_MAX && isStorable(text);
    }

    /** Databases refuse the one, and UTF-8 cannot encode the other: two ids would become one. */
    private static boolean isStorable(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c) && i + 1 < id.length() && Character.isLowSurrogate(id.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                return false;
            }
            i += pair ? 1 : 0;
        }
        return true;
    }

    /** Total order by system, id, entity: the order in which every tie of the product is broken. */
    @Override
    public int compareTo(RecordKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code system:entity:id}, for people; not parsed. */
    @Override
    public String toString() {
        return system + ":" + entity + ":" + id;
    }
}
