package dev.karat.engine.mapping;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonNode.OverwriteMode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Puts values at JSON Pointers, making the objects and arrays on the way. */
public final class Placing {
    /** Greatest array index of a pointer that is written to; places before it are filled with null. */
    public static final int INDEX_MAX = 20;

    private Placing() {}

    /** False if the pointer counts further than arrays are filled. */
    public static boolean isWithinLimit(JsonPointer place) {
        for (JsonPointer part = place; !part.matches(); part = part.tail()) {
            if (part.getMatchingIndex() > INDEX_MAX) {
                return false;
            }
        }
        return true;
    }

    /** Puts the value there, unless there is one already. */
    public static void put(ObjectNode record, JsonPointer place, JsonNode value) {
        if (!record.at(place).isMissingNode()) {
            return;
        }
        JsonPointer last = place.last();
        if (last.mayMatchElement()) {
            ArrayNode array = record.withArray(place.head(), OverwriteMode.NULLS, true);
            while (array.size() <= last.getMatchingIndex()) {
                array.addNull();
            }
            array.set(last.getMatchingIndex(), value);
        } else {
            record.withObject(place.head(), OverwriteMode.NULLS, true).set(last.getMatchingProperty(), value);
        }
    }
}
