package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers queries in pages. Which rows a query found stays as it was while its pages are read, but each page shows
 * them as they are by then. Its cursor is forgotten with the process, and when there are too many. Guarded by the lock of the twin.
 */
final class SalesforceQueries {
    private static final int CURSORS_MAX = 50;
    private static final int PAGE_MIN = 200;
    private static final int PAGE_MAX = 2_000;
    private static final Pattern BATCH_SIZE = Pattern.compile("batchSize=(\\d+)");

    private final SalesforceContacts contacts;
    private final Map<String, Found> cursors = new LinkedHashMap<>();
    private int opened;

    private record Found(SalesforceSoql query, List<ObjectNode> rows) {}

    SalesforceQueries(SalesforceContacts contacts) {
        this.contacts = contacts;
    }

    /** Answers a query; {@code all} finds what is in the recycle bin, too. */
    Response query(Request request, boolean all) {
        try {
            String text = request.parameter("q", "");
            var found = new Found(SalesforceSoql.of(text), rows(text, all));
            String cursor = "01g%015d".formatted(++opened);
            cursors.put(cursor, found);
            if (cursors.size() > CURSORS_MAX) {
                cursors.remove(cursors.keySet().iterator().next());
            }
            return page(request, cursor, found, 0);
        } catch (SalesforceSoql.Wrong wrong) {
            return SalesforceTwin.refusal(400, wrong.code, String.valueOf(wrong.getMessage()));
        }
    }

    /** The rows that a query finds, as it shows them; throws {@link SalesforceSoql.Wrong}. */
    List<ObjectNode> rows(String text, boolean all) {
        SalesforceSoql query = SalesforceSoql.of(text);
        if (query.object().equals("Organization")) {
            return List.of(Json.object().put("Id", SalesforceTokens.ORG));
        }
        if (!query.object().equals("Contact")) {
            throw new SalesforceSoql.Wrong("INVALID_TYPE", "sObject type '" + query.object() + "' is not supported.");
        }
        query.fields().stream()
                .filter(field -> !SalesforceContacts.knows(field))
                .findFirst()
                .ifPresent(field -> {
                    throw new SalesforceSoql.Wrong(
                            "INVALID_FIELD", "No such column '" + field + "' on entity 'Contact'.");
                });
        return contacts.rows().stream()
                .filter(row -> all || !row.path("IsDeleted").asBoolean())
                .filter(query.where())
                .sorted(query.order())
                .limit(query.limit())
                .map(row -> query.shown(row, attributes(row)))
                .toList();
    }

    static ObjectNode attributes(JsonNode row) {
        return Json.object()
                .put("type", "Contact")
                .put("url", "/services/data/v65.0/sobjects/Contact/" + Json.text(row, "Id"));
    }

    /** The page that a cursor names, such as {@code 01g000000000000001-2000}. */
    Response more(Request request, String locator) {
        int dash = locator.indexOf('-');
        Found found = dash < 0 ? null : cursors.get(locator.substring(0, dash));
        return found == null
                ? SalesforceTwin.refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
                : page(request, locator.substring(0, dash), found, Integer.parseInt(locator.substring(dash + 1)));
    }

    private Response page(Request request, String cursor, Found found, int from) {
        List<ObjectNode> rows = found.rows;
        int to = Math.min(rows.size(), from + size(request));
        ObjectNode page = Json.object().put("totalSize", rows.size()).put("done", to == rows.size());
        if (to < rows.size()) {
            String root = Objects.requireNonNull(request.path().split("/query", -1)[0]);
            page.put("nextRecordsUrl", root + "/query/" + cursor + "-" + to);
        }
        ArrayNode records = page.putArray("records");
        rows.subList(Math.min(from, to), to).forEach(row -> records.add(now(found.query, row)));
        return Response.json(200, page);
    }

    private ObjectNode now(SalesforceSoql query, ObjectNode row) {
        ObjectNode present = contacts.get(Json.text(row, "Id"));
        return present == null ? row : query.shown(present, attributes(present));
    }

    private static int size(Request request) {
        String options = request.header("Sforce-Query-Options");
        Matcher size = BATCH_SIZE.matcher(options == null ? "" : options);
        return size.find() ? Math.max(PAGE_MIN, Math.min(PAGE_MAX, Integer.parseInt(size.group(1)))) : PAGE_MAX;
    }
}
