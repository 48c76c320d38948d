package dev.karat.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.engine.ingest.RecordPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Customers of the source, each of them somebody else, and changes of their family names. Safe for several threads. */
final class DeliverRows {
    static final String SOURCE = "erp";

    private static final long SEED = 20_261_126;
    private static final int WORD = 9;

    private DeliverRows() {}

    /** Rows of customers, each with the family name of that version. */
    static RecordPage page(int from, int to, long version) {
        List<JsonNode> rows = new ArrayList<>();
        for (int number = from; number < to; number++) {
            rows.add(row(number, version));
        }
        return new RecordPage(SOURCE, "customers", rows, "bench");
    }

    /** First versions of customers, those from {@code numbers} on without a telephone number. */
    static RecordPage stored(int from, int to, int numbers) {
        List<JsonNode> rows = new ArrayList<>();
        for (int number = from; number < to; number++) {
            ObjectNode row = row(number, 0);
            rows.add(number < numbers ? row : row.without("phone"));
        }
        return new RecordPage(SOURCE, "customers", rows, "bench");
    }

    static ObjectNode row(int number, long version) {
        String given = word(number);
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id(number))
                .put("first_name", given)
                .put("last_name", family(number, version))
                .put("email", given.toLowerCase(java.util.Locale.ROOT) + number + "@example.test")
                .put("phone", "+4930" + (5_000_000 + number))
                .put(
                        "updated_at",
                        Instant.ofEpochSecond(1_760_000_000L + version).toString());
    }

    static String id(int number) {
        return "c" + number;
    }

    /** A name that tells the version. */
    static String family(int number, long version) {
        return word(number + SEED) + (version == 0 ? "" : "-" + word(version));
    }

    private static String word(long seed) {
        var random = new SplittableRandom(seed * 7_919 + 13);
        var word = new StringBuilder(WORD);
        for (int i = 0; i < WORD; i++) {
            word.append((char) ((i == 0 ? 'A' : 'a') + random.nextInt(26)));
        }
        return word.toString();
    }
}
