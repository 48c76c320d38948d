package dev.karat.engine.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One configured system.
 *
 * @param connector name of the connector's folder
 * @param connection settings of the connector's connection schema; secrets as references
 * @param trust 0 to 100; higher wins
 * @param blankClears true if an empty field withdraws the value, false if it says nothing
 * @param rawDrop JSON Pointers that are cut from the payload before it is stored
 * @param required creating at any target waits until this system was read once
 * @param poll wait between two reads
 * @param limits limits of this system's plan in place of the connector's, or a missing node
 * @param mapping files that take the place of the connector's mappings, by stream
 */
public record SystemPolicy(
        String name,
        String connector,
        JsonNode connection,
        int trust,
        boolean blankClears,
        List<String> rawDrop,
        boolean required,
        Duration poll,
        JsonNode limits,
        Map<String, Path> mapping) {
    public SystemPolicy {
        rawDrop = List.copyOf(rawDrop);
        mapping = Map.copyOf(mapping);
    }

    /** A system of which a file says no more than this. */
    public static SystemPolicy of(String name, String connector, JsonNode connection, int trust) {
        return new SystemPolicy(
                name,
                connector,
                connection,
                trust,
                false,
                List.of(),
                false,
                Duration.ofMinutes(1),
                MissingNode.getInstance(),
                Map.of());
    }
}
