package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for partners (odoo/addons/base/models/res_partner.py): false where there is nothing, a contact has a name,
 * countries by number, times with microseconds of which only the seconds are shown.
 */
final class OdooPartners {
    /** Why a call is refused: the exception that Odoo names, and the status that goes with it. */
    static final class Refused extends RuntimeException {
        private final int status;
        private final String name;

        Refused(int status, String name, String message) {
            super(message);
            this.status = status;
            this.name = name;
        }

        int status() {
            return status;
        }

        String name() {
            return name;
        }
    }

    private static final List<String> TEXTS = List.of(
            "name",
            "email",
            "phone",
            "function",
            "ref",
            "vat",
            "lang",
            "tz",
            "street",
            "street2",
            "zip",
            "city",
            "company_name",
            "type");
    private static final Set<String> NUMBERS = Set.of("parent_id", "country_id", "state_id");
    private static final Set<String> TYPES = Set.of("contact", "invoice", "delivery", "other");
    private static final Pattern VAT = Pattern.compile("[A-Z]{2}[0-9A-Z+*.]{2,12}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final OdooModels models;
    private final Tables tables;
    private final Clock clock;

    OdooPartners(OdooModels models, Tables tables, Clock clock) {
        this.models = models;
        this.tables = tables;
        this.clock = clock;
    }

    private Table table() {
        return models.table(OdooModels.PARTNER);
    }

    /** A partner that is not stored yet. */
    ObjectNode fresh(JsonNode values) {
        ObjectNode row = Json.object();
        TEXTS.forEach(field -> row.put(field, false));
        NUMBERS.forEach(field -> row.put(field, false));
        row.put("active", true).put("is_company", false).put("type", "contact").put("lang", "en_US");
        return merge(row.put("create_date", now()), values);
    }

    /** A partner with these changes, which are not stored yet. */
    ObjectNode changed(long id, JsonNode values) {
        ObjectNode row = table().get(id);
        if (row == null) {
            throw missing(id);
        }
        return merge(row, values);
    }

    long store(ObjectNode row) {
        long id = row.has("id") ? row.path("id").asLong() : tables.next("partner", 7);
        table().put(id, row.put("id", id).put("write_date", now()));
        return id;
    }

    void remove(long id) {
        if (table().all("parent", Long.toString(id)).findAny().isPresent()) {
            throw new Refused(
                    422,
                    "odoo.exceptions.ValidationError",
                    "The operation cannot be completed: another model" + " requires the record being deleted.");
        }
        table().remove(id);
    }

    private ObjectNode merge(ObjectNode row, JsonNode values) {
        values.properties().forEach(entry -> row.set(field(entry.getKey()), value(entry.getKey(), entry.getValue())));
        if (Json.text(row, "type").equals("contact") && blank(row.path("name"))) {
            throw invalid("The operation cannot be completed: Contacts require a name");
        }
        if (!blank(row.path("vat")) && !VAT.matcher(Json.text(row, "vat")).matches()) {
            throw invalid("The VAT number [" + Json.text(row, "vat") + "] for partner [" + Json.text(row, "name")
                    + "] does not seem to be valid.");
        }
        if (!TYPES.contains(Json.text(row, "type"))) {
            throw new Refused(500, "builtins.ValueError", "Wrong value for res.partner.type");
        }
        return row;
    }

    private static String field(String name) {
        return name.equals("company_type") ? "is_company" : name;
    }

    private JsonNode value(String field, JsonNode value) {
        if (field.equals("company_type")) {
            return BooleanNode.valueOf(value.asText().equals("company"));
        }
        if (field.equals("active") || field.equals("is_company")) {
            // Like Python, which takes any text for true.
            return BooleanNode.valueOf(
                    value.isBoolean() ? value.asBoolean() : !value.asText().isEmpty());
        }
        if (NUMBERS.contains(field)) {
            return number(field, value);
        }
        if (!TEXTS.contains(field)) {
            throw new Refused(500, "builtins.ValueError", "Invalid field '" + field + "' on model 'res.partner'");
        }
        return blank(value) ? BooleanNode.FALSE : Json.MAPPER.valueToTree(value.asText());
    }

    private JsonNode number(String field, JsonNode value) {
        if (blank(value)) {
            return BooleanNode.FALSE;
        }
        if (!value.isIntegralNumber()) {
            throw new Refused(500, "builtins.ValueError", "Wrong value for res.partner." + field);
        }
        String model = String.valueOf(models.link(OdooModels.PARTNER, field));
        if (models.table(model).get(value.asLong()) == null) {
            throw new Refused(
                    422,
                    "odoo.exceptions.ValidationError",
                    "The operation cannot be completed: another model"
                            + " is using the record you are trying to delete.");
        }
        return LongNode.valueOf(value.asLong());
    }

    private static boolean blank(JsonNode value) {
        return value.isNull() || value.isMissingNode() || value.equals(BooleanNode.FALSE);
    }

    private static Refused invalid(String message) {
        return new Refused(422, "odoo.exceptions.ValidationError", message);
    }

    private static Refused missing(long id) {
        return new Refused(
                404,
                "odoo.exceptions.MissingError",
                "Record does not exist or has been deleted.\n(Record: res.partner(" + id + ",), User: 2)");
    }

    private String now() {
        return TIME.format(clock.instant());
    }
}
