package dev.karat.engine.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fixed list of words and what they mean. Immutable. */
final class WordMap implements Converter {
    /** Stands for every word that is not listed; it has no way back. */
    private static final String OTHERS = "*";

    private final Map<String, String> meanings = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();

    WordMap(JsonNode map) {
        map.properties().forEach(entry -> {
            String meaning = entry.getValue().asText();
            meanings.put(entry.getKey(), meaning);
            if (!entry.getKey().equals(OTHERS)) {
                words.putIfAbsent(meaning, entry.getKey());
            }
        });
    }

    @Override
    public @Nullable String in(String raw, MappingContext context) {
        String meaning = meanings.get(raw.strip());
        return meaning == null ? meanings.get(OTHERS) : meaning;
    }

    /** The first word that means this. */
    @Override
    public @Nullable String out(String canonical, MappingContext context) {
        return words.get(canonical);
    }
}
