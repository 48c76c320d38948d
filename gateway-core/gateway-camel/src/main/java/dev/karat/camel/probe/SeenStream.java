package dev.karat.camel.probe;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the first rows of a stream showed. Values are masked. Immutable.
 *
 * @param rows rows that were looked at
 * @param total how many there are in all, or null if the vendor does not tell
 * @param fields how many of the rows say something about a canonical attribute
 * @param samples of some rows the attributes that they hold, each with its value masked
 */
public record SeenStream(
        String stream,
        int rows,
        @Nullable Long total,
        Map<String, Integer> fields,
        List<Map<String, String>> samples) {}
