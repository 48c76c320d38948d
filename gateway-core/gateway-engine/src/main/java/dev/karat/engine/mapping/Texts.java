package dev.karat.engine.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts as canonical data holds them. */
final class Texts {
    /** Longest text that a customer attribute takes, in characters; longer ones are no name, address or number. */
    static final int LENGTH_MAX = 4_000;
    /** Most values that a list attribute takes from one record. */
    static final int VALUES_MAX = 50;

    private Texts() {}

    /** Absent, null, an empty text, or an array of nothing but these. */
    static boolean isBlank(JsonNode node) {
        if (node.isArray()) {
            for (JsonNode item : node) {
                if (!isBlank(item)) {
                    return false;
                }
            }
            return true;
        }
        return node.isMissingNode() || node.isNull() || (node.isTextual() && clean(node.textValue()) == null);
    }

    /** The scalar texts at a node: its own, or those of its items. */
    static List<String> of(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isArray()) {
            for (JsonNode item : node) {
                if (item.isValueNode() && !isBlank(item) && texts.size() < VALUES_MAX) {
                    texts.add(item.asText());
                }
            }
        } else if (node.isValueNode() && !isBlank(node)) {
            texts.add(node.asText());
        }
        return texts;
    }

    /**
     * Composed (NFC), without control characters, which databases refuse, and without blanks around; null if nothing
     * is left or it is too long.
     */
    static @Nullable String clean(String raw) {
        if (raw.length() > LENGTH_MAX) {
            return null;
        }
        String text = Normalizer.isNormalized(raw, Normalizer.Form.NFC)
                ? raw
                : Normalizer.normalize(raw, Normalizer.Form.NFC);
        if (text.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
            text = withoutControls(text);
        }
        text = text.strip();
        return text.isEmpty() ? null : text;
    }

    private static String withoutControls(String text) {
        var kept = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                // Half of a surrogate pair cannot be encoded in UTF-8.
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
