package dev.karat.server.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.data.GeneratedRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One row as a system sends it, in the columns of the plain export that {@code connectors/files} maps.
 *
 * @param json the row as it goes over the wire; not to be changed
 */
record BenchRow(String system, byte[] json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Columns by canonical name; a column that stands for itself is left out. */
    private static final Map<String, String> COLUMNS = Map.of(
            "givenName", "first_name",
            "familyName", "last_name",
            "name", "company",
            "organization", "company",
            "jobTitle", "job_title",
            "birthDate", "birth_date",
            "taxId", "tax_id",
            "streetAddress", "street",
            "postalCode", "zip",
            "locality", "city");

    static BenchRow of(GeneratedRecord made) {
        ObjectNode row = JSON.createObjectNode().put("id", made.id());
        made.values().forEach((name, value) -> {
            if (!name.equals("updatedAt")) {
                row.put(COLUMNS.getOrDefault(name, name), value);
            }
        });
        row.put("changed_at", made.value("updatedAt"));
        return new BenchRow(made.system(), bytes(row));
    }

    JsonNode read() {
        try {
            return JSON.readTree(json);
        } catch (IOException impossible) {
            throw new IllegalStateException("The row was written by this class", impossible);
        }
    }

    /** The row after its customer has moved house, changed the telephone or taken another job. */
    BenchRow changed(Instant at, RandomGenerator random) {
        var row = (ObjectNode) read();
        switch (random.nextInt(3)) {
            case 0 -> row.put("street", row.path("street").asText("Main Street") + " " + random.nextInt(1, 200));
            case 1 -> row.put("phone", "+4930" + random.nextInt(1_000_000, 10_000_000));
            default -> row.put("job_title", "Desk " + random.nextInt(1_000));
        }
        row.put("changed_at", at.toString());
        return new BenchRow(system, bytes(row));
    }

    private static byte[] bytes(ObjectNode row) {
        try {
            return JSON.writeValueAsBytes(row);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of JSON can always be written", impossible);
        }
    }
}
