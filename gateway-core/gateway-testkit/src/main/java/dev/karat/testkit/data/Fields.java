package dev.karat.testkit.data;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the values of one record; empty ones are left out. */
final class Fields {
    private final Map<String, String> values = new LinkedHashMap<>();

    Fields put(String name, String value) {
        if (!value.isEmpty()) {
            values.put(name, value);
        }
        return this;
    }

    Fields without(String name) {
        values.remove(name);
        return this;
    }

    String get(String name) {
        return values.getOrDefault(name, "");
    }

    Map<String, String> map() {
        return values;
    }
}
