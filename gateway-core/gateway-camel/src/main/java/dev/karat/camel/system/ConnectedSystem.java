package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.SystemCalls;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.policy.SystemPolicy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One system of gateway.yaml with its connector. Safe for several threads.
 *
 * @param facts how to tell id, version and state of a row, by stream
 * @param direct calls of the system itself, or null if a Camel component reaches it
 * @param health what operators see of it
 * @param observations when records of it were seen
 * @param circuit keeps writes from it while it takes nothing
 */
public record ConnectedSystem(
        SystemPolicy policy,
        ConnectorFolder connector,
        Connection connection,
        MappingContext context,
        Map<String, RecordFacts> facts,
        @Nullable SystemCalls direct,
        ConnectionHealth health,
        Observations observations,
        Circuit circuit) {
    public String name() {
        return policy.name();
    }

    /** The declaration of a stream. Throws CONFIG_INVALID if the connector has none of that name. */
    public StreamSpec stream(String stream) {
        return known(connector.spec().streams(), stream);
    }

    /** How customers are written. Throws CONFIG_INVALID if the connector does not. */
    public WriteSpec write() {
        WriteSpec write = connector.spec().writes().get(ConnectedSystems.CUSTOMER);
        if (write == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "The connector of " + name() + " does not write customers");
        }
        return write;
    }

    /** How to tell id, version and state of a stream's rows. */
    public RecordFacts facts(String stream) {
        return known(facts, stream);
    }

    /** The mapping of a stream. */
    public Mapping mapping(String stream) {
        return known(connector.mappings(), stream);
    }

    /** Calls of the system itself. Throws CONFIG_INVALID if a Camel component reaches it. */
    public SystemCalls calls() {
        if (direct == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, name() + " is reached by a Camel component");
        }
        return direct;
    }

    /** Lets go of what was held open to the system. */
    void close() {
        if (direct != null) {
            direct.close();
        }
    }

    private <T> T known(Map<String, T> parts, String stream) {
        T part = parts.get(stream);
        if (part == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "System " + name() + " has no stream " + stream + "; there are " + parts.keySet());
        }
        return part;
    }
}
