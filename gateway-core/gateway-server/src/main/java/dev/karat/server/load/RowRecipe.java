package dev.karat.server.load;

import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.GatewayPolicy;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * All that rows are worked out by, wherever that is done: whoever has it needs no file and no setting of its own.
 *
 * @param mapping text of the mapping file
 * @param country where numbers and dates were written
 * @param zone of times that are written without one
 */
public record RowRecipe(String mapping, String country, String zone) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Name of the mapping file, for people. */
    static final String FILE = "files/mapping/customer-canonical.yaml";

    /** @param connectors folder of the connectors */
    static RowRecipe of(GatewayPolicy policy, Path connectors) {
        String mapping = YamlDocument.text(connectors.resolve(FILE), FILE).orThrow();
        return new RowRecipe(mapping, policy.country(), policy.zone().getId());
    }
}
