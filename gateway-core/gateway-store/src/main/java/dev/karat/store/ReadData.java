package dev.karat.store;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.CustomerDataJson;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Data that was read a moment ago, by its text. The planning of every target reads the same records of a change, and what
 * a target should hold, was given and answered is mostly the same text. Safe for several threads.
 */
final class ReadData {
    private static final int TEXTS_MAX = 4_096;
    private static final int LENGTH_MAX = 4_000;

    private static final ConcurrentHashMap<String, CustomerData> KNOWN = new ConcurrentHashMap<>();

    private ReadData() {}

    static CustomerData of(String json) {
        if (json.length() > LENGTH_MAX) {
            return CustomerDataJson.read(json);
        }
        CustomerData known = KNOWN.get(json);
        if (known != null) {
            return known;
        }
        CustomerData read = CustomerDataJson.read(json);
        if (KNOWN.size() >= TEXTS_MAX) {
            KNOWN.clear();
        }
        KNOWN.put(json, read);
        return read;
    }
}
