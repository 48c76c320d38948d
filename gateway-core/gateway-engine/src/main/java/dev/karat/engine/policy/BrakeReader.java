package dev.karat.engine.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import dev.karat.engine.policy.TargetPolicy.Brake;

/** Reads the brake of a target; what is left out is as standard. */
final class BrakeReader {
    private BrakeReader() {}

    /** @param node as the schema allows it */
    static Brake read(JsonNode node) {
        Brake standard = Brake.STANDARD;
        return new Brake(
                limit(node.path("creates"), standard.creates()),
                limit(node.path("updates"), standard.updates()),
                limit(node.path("deletes"), standard.deletes()),
                limit(node.path("clears"), standard.clears()),
                node.has("per") ? Durations.parse(node.path("per").asText()) : standard.per());
    }

    private static BrakeLimit limit(JsonNode node, BrakeLimit standard) {
        return node.isMissingNode() ? standard : BrakeLimit.parse(node.asText());
    }
}
