package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * HubSpot's search: at most 200 rows a page and so many in all, and a contact that changed is found a while later only
 * (developers.hubspot.com, CRM search).
 */
final class HubSpotSearch {
    private static final int LIMIT_MAX = 200;
    private static final Set<String> TIMES = Set.of("createdate", "lastmodifieddate");

    private final HubSpotContacts contacts;
    private final Clock clock;
    private final HubSpotTwin.Options options;

    HubSpotSearch(HubSpotContacts contacts, Clock clock, HubSpotTwin.Options options) {
        this.contacts = contacts;
        this.clock = clock;
        this.options = options;
    }

    Response search(JsonNode sent) {
        int limit = sent.path("limit").asInt(10);
        int after = sent.path("after").asInt(0);
        if (limit > LIMIT_MAX) {
            return HubSpotProblem.malformed("limit must be 200 or less").response();
        }
        if (after + limit > options.searchResultsMax()) {
            return HubSpotProblem.malformed("There was a problem with the request.")
                    .response();
        }
        Set<String> asked = new HashSet<>();
        sent.path("properties").forEach(name -> asked.add(name.asText()));
        Instant indexed = clock.instant().minus(options.searchLag());
        List<ObjectNode> found = contacts.table().stream()
                .filter(row -> !row.path("archived").asBoolean())
                .filter(row -> !Instant.parse(Json.text(row, "updatedAt")).isAfter(indexed))
                .filter(row -> matches(row, sent.path("filterGroups")))
                .sorted(order(sent.path("sorts").path(0)))
                .toList();
        ObjectNode body = Json.object().put("total", found.size());
        ArrayNode results = body.putArray("results");
        found.stream().skip(after).limit(limit).forEach(row -> results.add(HubSpotContacts.shown(row, asked)));
        if (after + limit < found.size()) {
            body.putObject("paging").putObject("next").put("after", after + limit + "");
        }
        return Response.json(200, body);
    }

    private static boolean matches(JsonNode row, JsonNode groups) {
        for (JsonNode group : groups) {
            boolean all = true;
            for (JsonNode filter : group.path("filters")) {
                all &= holds(row, filter);
            }
            if (all) {
                return true;
            }
        }
        return groups.isEmpty();
    }

    private static boolean holds(JsonNode row, JsonNode filter) {
        String name = Json.text(filter, "propertyName");
        String value = HubSpotContacts.value(row, name);
        String wanted = Json.text(filter, "value");
        if (Json.text(filter, "operator").equals("EQ")) {
            return value.equalsIgnoreCase(wanted);
        }
        int order = Long.compare(number(name, value), Long.parseLong(wanted));
        return switch (Json.text(filter, "operator")) {
            case "GT" -> order > 0;
            case "GTE" -> order >= 0;
            case "LT" -> order < 0;
            case "LTE" -> order <= 0;
            default -> throw new IllegalArgumentException("This twin knows no operator " + filter.path("operator"));
        };
    }

    private static long number(String name, String value) {
        return TIMES.contains(name) ? Instant.parse(value).toEpochMilli() : Long.parseLong(value);
    }

    private static Comparator<ObjectNode> order(JsonNode sort) {
        String name = Json.text(sort, "propertyName");
        Comparator<ObjectNode> order = Comparator.comparingLong(row -> number(name, HubSpotContacts.value(row, name)));
        if (name.isEmpty()) {
            order = Comparator.comparingLong(row -> row.get("id").asLong());
        }
        return Json.text(sort, "direction").equals("DESCENDING") ? order.reversed() : order;
    }
}
