package dev.karat.server.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.resolve.CsvRow;
import java.nio.file.Path;

/** Rows in canonical columns as the connector {@code files} maps them. Safe for several threads. */
public final class CanonicalRows {
    private static final String MAPPING = "files/mapping/customer-canonical.yaml";

    private final GatewayPolicy policy;
    private final Mapping mapping;
    private final MappingContext context;

    /** @param connectors folder of the connectors */
    public CanonicalRows(GatewayPolicy policy, Path connectors) {
        this.policy = policy;
        this.mapping = Mapping.load(connectors.resolve(MAPPING)).orThrow();
        this.context = new MappingContext(policy.country(), policy.zone(), MappingContext.Blank.UNKNOWN);
    }

    /** What the row says. Throws SYSTEM_UNKNOWN if its system is none of gateway.yaml. */
    public CustomerData data(CsvRow row) {
        RecordKey key = row.key();
        if (!policy.systems().containsKey(key.system())) {
            String named = key.system().isEmpty()
                    ? "the row names no system; give it the column system, or all of them one by --system"
                    : "there is no system " + key.system();
            throw new GatewayException(ErrorCode.SYSTEM_UNKNOWN, row.place() + ": " + named);
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        row.cells().forEach((name, values) -> {
            if (values.size() == 1) {
                json.put(name, values.get(0));
            } else {
                var array = json.putArray(name);
                values.forEach(array::add);
            }
        });
        return mapping.toCanonical(json, context);
    }
}
