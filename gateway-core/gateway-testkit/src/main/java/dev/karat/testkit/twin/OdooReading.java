package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.twin.OdooPartners.Refused;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * How Odoo shows rows: {@code search_read} with linked rows as number and name, {@code web_search_read} with as much of
 * them as the specification asks for. Archived rows are left out unless the context says otherwise.
 */
final class OdooReading {
    private static final int SECONDS = "2026-01-02 03:04:05".length();

    private final OdooModels models;
    private final String model;
    private final boolean activeOnly;

    OdooReading(OdooModels models, String model, boolean activeOnly) {
        this.models = models;
        this.model = model;
        this.activeOnly = activeOnly;
    }

    long count(JsonNode domain) {
        return rows(domain).size();
    }

    /** The answer of {@code search_read}. */
    ArrayNode flat(JsonNode sent) {
        ArrayNode list = Json.array();
        for (ObjectNode row : page(sent)) {
            ObjectNode shown = Json.object().put("id", row.path("id").asLong());
            sent.path("fields").forEach(field -> shown.set(field.asText(), listed(row, field.asText())));
            list.add(shown);
        }
        return list;
    }

    /** The answer of {@code web_search_read}. */
    ObjectNode nested(JsonNode sent) {
        ObjectNode answer = Json.object().put("length", count(sent.path("domain")));
        ArrayNode records = answer.putArray("records");
        page(sent).forEach(row -> records.add(shown(model, row, sent.path("specification"))));
        return answer;
    }

    private List<ObjectNode> rows(JsonNode domain) {
        Predicate<ObjectNode> wanted = OdooDomain.of(models, model, domain);
        boolean hides = activeOnly && !OdooDomain.asksForActive(domain);
        return models.table(model).stream()
                .filter(row -> !hides || row.path("active").asBoolean(true))
                .filter(wanted)
                .toList();
    }

    private List<ObjectNode> page(JsonNode sent) {
        // By their full name, unless the caller says otherwise.
        Comparator<ObjectNode> order = sent.path("order").asText().startsWith("id")
                ? Comparator.comparingLong(row -> row.path("id").asLong())
                : Comparator.comparing(row -> row.path("name").asText());
        return rows(sent.path("domain")).stream()
                .sorted(order)
                .skip(sent.path("offset").asLong(0))
                .limit(sent.path("limit").asLong(Long.MAX_VALUE))
                .toList();
    }

    private JsonNode listed(ObjectNode row, String field) {
        if (models.link(model, field) == null) {
            return value(model, row, field);
        }
        return models.follow(model, row, field)
                .findFirst()
                .<JsonNode>map(
                        linked -> Json.array().add(linked.path("id").asLong()).add(Json.text(linked, "name")))
                .orElse(BooleanNode.FALSE);
    }

    private ObjectNode shown(String of, ObjectNode row, JsonNode specification) {
        ObjectNode shown = Json.object().put("id", row.path("id").asLong());
        specification
                .properties()
                .forEach(entry -> shown.set(entry.getKey(), field(of, row, entry.getKey(), entry.getValue())));
        return shown;
    }

    private JsonNode field(String of, ObjectNode row, String field, JsonNode wanted) {
        boolean children = field.equals("child_ids");
        String target = children ? OdooModels.PARTNER : models.link(of, field);
        if (target == null || !wanted.has("fields")) {
            return value(of, row, field);
        }
        List<ObjectNode> linked = models.follow(of, row, field)
                .map(other -> shown(target, other, wanted.path("fields")))
                .toList();
        if (children) {
            ArrayNode list = Json.array();
            linked.forEach(list::add);
            return list;
        }
        return linked.isEmpty() ? BooleanNode.FALSE : linked.get(0);
    }

    private static JsonNode value(String of, ObjectNode row, String field) {
        if (field.equals("company_type")) {
            return Json.MAPPER.valueToTree(row.path("is_company").asBoolean() ? "company" : "person");
        }
        if (!row.has(field)) {
            throw new Refused(500, "builtins.ValueError", "Invalid field '" + field + "' on model '" + of + "'");
        }
        boolean time = field.equals("write_date") || field.equals("create_date");
        return time ? Json.MAPPER.valueToTree(row.path(field).asText().substring(0, SECONDS)) : row.get(field);
    }
}
