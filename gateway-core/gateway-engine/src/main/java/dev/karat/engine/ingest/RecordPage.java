package dev.karat.engine.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A page of vendor records on its way to {@code golden:ingest}.
 *
 * @param system name of the system in gateway.yaml
 * @param stream stream of its connector, such as {@code customers}
 * @param records the vendor's records as they came, 1 to {@link #RECORDS_MAX}
 * @param origin where the page came from, for people: a file and its rows, a request
 */
public record RecordPage(String system, String stream, List<JsonNode> records, String origin) {
    /** Most records of one page. */
    public static final int RECORDS_MAX = 500;

    public RecordPage {
        records = List.copyOf(records);
        if (records.size() > RECORDS_MAX) {
            throw new IllegalArgumentException("A page holds at most " + RECORDS_MAX + " records");
        }
    }
}
