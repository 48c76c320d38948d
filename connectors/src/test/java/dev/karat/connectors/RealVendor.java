package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.mapping.MappingContext;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connector with a real server behind it. */
final class RealVendor {
    private static final HttpClient HTTP = VendorHttp.newClient(Duration.ofSeconds(10));

    final RestConnector connector;
    private final ConnectorFolder folder;

    RealVendor(String id, Map<String, String> settings) {
        this.folder = Connectors.read(VendorsOnDisk.ROOT).get(id);
        JsonNode given = new ObjectMapper().valueToTree(settings);
        var connection = Connection.of(folder.spec().connection(), given, Secrets.ofProcess());
        this.connector = new RestConnector(folder, connection, MappingContext.PLAIN, HTTP, Clock.systemUTC());
    }

    /** An address that no test run before has used. */
    static String address() {
        return UUID.randomUUID() + "@example.test";
    }

    /** What a run read, and where the next one begins. */
    record Run(List<JsonNode> rows, String cursor, int pages) {
        List<String> ids() {
            return rows.stream().map(row -> row.path("id").asText()).toList();
        }

        JsonNode row(String id) {
            return rows.stream()
                    .filter(row -> row.path("id").asText().equals(id))
                    .findFirst()
                    .orElseThrow();
        }
    }

    Run read(String stream, @Nullable String cursor) {
        var rows = new ArrayList<JsonNode>();
        String next = cursor;
        for (int pages = 1; ; pages++) {
            Page page = connector.read(stream, next);
            rows.addAll(page.records());
            next = page.nextCursor();
            if (page.endOfStream()) {
                return new Run(rows, next, pages);
            }
        }
    }

    WriteOutcome write(WriteItem item) {
        return connector.write("customer", item);
    }

    Applied applied(WriteItem item) {
        WriteOutcome outcome = write(item);
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    static JsonNode shown(Applied written) {
        return Objects.requireNonNull(written.readBack());
    }

    CustomerData canonical(JsonNode row) {
        return Objects.requireNonNull(folder.mappings().get("customers")).toCanonical(row, MappingContext.PLAIN);
    }
}
