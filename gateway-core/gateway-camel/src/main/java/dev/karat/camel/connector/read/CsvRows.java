package dev.karat.camel.connector.read;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.mapping.Placing;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Rows of a vendor's CSV (RFC 4180) as JSON: a column {@code Account.Name} is a member of a member, an empty one null. */
final class CsvRows {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private CsvRows() {}

    /** Reads a whole text; throws VENDOR_ANSWER_MALFORMED without showing it. */
    static List<JsonNode> read(String text) {
        var rows = new ArrayList<JsonNode>();
        try (CSVParser parser = CSVParser.parse(new StringReader(text), FORMAT)) {
            List<JsonPointer> places = parser.getHeaderNames().stream()
                    .map(column -> JsonPointer.compile("/" + column.replace('.', '/')))
                    .toList();
            for (CSVRecord record : parser) {
                if (record.size() != places.size()) {
                    throw malformed();
                }
                rows.add(row(places, record));
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException broken) {
            throw malformed();
        }
        return rows;
    }

    private static ObjectNode row(List<JsonPointer> places, CSVRecord record) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < places.size(); i++) {
            String value = record.get(i);
            Placing.put(row, places.get(i), value.isEmpty() ? row.nullNode() : row.textNode(value));
        }
        return row;
    }

    private static GatewayException malformed() {
        return new GatewayException(ErrorCode.VENDOR_ANSWER_MALFORMED, "The answer is no complete CSV");
    }
}
