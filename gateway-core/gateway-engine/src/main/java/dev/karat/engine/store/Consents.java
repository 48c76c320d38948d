package dev.karat.engine.store;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What blocks of {@link Attribute#CONSENTS} say. In a record, a block that only repeats what Karat wrote there bears a
 * mark: a record may repeat the consent for mail and say that for telephone by itself.
 */
public final class Consents {
    private static final String MARK = "by";
    private static final String KARAT = "karat";
    private static final Set<String> REFUSALS = Set.of("denied", "revoked");

    private Consents() {}

    /** What a consent is about, whatever the contact point. */
    public record Subject(String channel, String purpose) {
        public boolean isOf(SortedMap<String, String> block) {
            return channel.equals(block.get("channel")) && purpose.equals(block.get("purpose"));
        }
    }

    /** True if both are about one subject, whatever the contact point. */
    public static boolean isSameSubject(SortedMap<String, String> one, SortedMap<String, String> other) {
        return subject(one).isOf(other);
    }

    public static Subject subject(SortedMap<String, String> block) {
        return new Subject(block.getOrDefault("channel", ""), block.getOrDefault("purpose", ""));
    }

    /** The address or number that it is about; empty for all of the customer's. */
    public static String contactPoint(SortedMap<String, String> block) {
        return block.getOrDefault("contactPoint", "");
    }

    public static String status(SortedMap<String, String> block) {
        return block.getOrDefault("status", "unknown");
    }

    public static boolean isRefusal(SortedMap<String, String> block) {
        return REFUSALS.contains(status(block));
    }

    public static boolean isGrant(SortedMap<String, String> block) {
        return status(block).equals("granted");
    }

    /** True if it tells when and how the customer said it. */
    public static boolean isProven(SortedMap<String, String> block) {
        return block.containsKey("at") && block.containsKey("evidence");
    }

    /** True if it only repeats what Karat wrote there. */
    public static boolean isOurs(SortedMap<String, String> block) {
        return KARAT.equals(block.get(MARK));
    }

    /** The block as one that Karat wrote, or as the record's own word. */
    public static SortedMap<String, String> marked(SortedMap<String, String> block, boolean ours) {
        if (isOurs(block) == ours) {
            return block;
        }
        var marked = new TreeMap<>(block);
        if (ours) {
            marked.put(MARK, KARAT);
        } else {
            marked.remove(MARK);
        }
        return marked;
    }

    /** The data with these consents in the place of its own; with none if there are none. */
    public static CustomerData in(CustomerData data, List<SortedMap<String, String>> blocks) {
        CustomerData others = data.only(attribute -> attribute != Attribute.CONSENTS);
        return blocks.isEmpty()
                ? others
                : others.with(CustomerData.builder()
                        .put(Attribute.CONSENTS, new Value.Blocks(blocks))
                        .build());
    }

    /** The data without the consents that Karat wrote. */
    static CustomerData asserted(CustomerData data) {
        List<SortedMap<String, String>> all = data.blocks(Attribute.CONSENTS);
        return all.stream().noneMatch(Consents::isOurs)
                ? data
                : in(data, all.stream().filter(block -> !isOurs(block)).toList());
    }
}
