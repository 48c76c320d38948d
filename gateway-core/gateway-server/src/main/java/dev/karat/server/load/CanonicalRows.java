package dev.karat.server.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.resolve.CsvRow;
import java.nio.file.Path;

/** Rows in canonical columns as the connector {@code files} maps them. Safe for several threads. */
public final class CanonicalRows {
    private final GatewayPolicy policy;
    private final RowRecipe recipe;
    private final RowWork work;

    /** @param connectors folder of the connectors */
    public CanonicalRows(GatewayPolicy policy, Path connectors) {
        this.policy = policy;
        this.recipe = RowRecipe.of(policy, connectors);
        this.work = new RowWork(recipe);
    }

    RowRecipe recipe() {
        return recipe;
    }

    RowWork work() {
        return work;
    }

    /** What the row says. Throws SYSTEM_UNKNOWN if its system is none of gateway.yaml. */
    public CustomerData data(CsvRow row) {
        return work.data(json(row));
    }

    /** The row for {@link SharedRows}, which finds out what it says. Throws SYSTEM_UNKNOWN, too. */
    public byte[] packed(CsvRow row) {
        return RowWork.packed(json(row));
    }

    private ObjectNode json(CsvRow row) {
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
        return json;
    }
}
