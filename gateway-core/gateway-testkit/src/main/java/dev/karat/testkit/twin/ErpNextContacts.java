package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for contacts (frappe/contacts/doctype/contact/contact.py): named after the person, with a number where the
 * name is taken; addresses and numbers in tables that are replaced as a whole; copies of the primary ones that nobody
 * writes; a document that is sent with another time than its own is out of date.
 */
final class ErpNextContacts {
    /** Why a call is refused: the name of Frappe's exception, and its status. */
    static final class Refused extends RuntimeException {
        private final int status;
        private final String type;

        Refused(int status, String type, String message) {
            super(message);
            this.status = status;
            this.type = type;
        }

        int status() {
            return status;
        }

        String type() {
            return type;
        }
    }

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final Map<String, String> TABLES =
            Map.of("email_ids", "Contact Email", "phone_nos", "Contact Phone");
    private static final List<String> TEXTS =
            List.of("first_name", "middle_name", "last_name", "salutation", "designation", "company_name", "gender");
    /** Copies and facts that a write does not change. */
    private static final Set<String> OWN = Set.of(
            "name",
            "owner",
            "creation",
            "modified",
            "modified_by",
            "doctype",
            "email_id",
            "phone",
            "mobile_no",
            "full_name");

    private final Table table;
    private final Tables tables;
    private final Clock clock;
    private final DateTimeFormatter time;

    ErpNextContacts(Tables tables, Clock clock, ZoneId zone) {
        this.tables = tables;
        this.clock = clock;
        this.time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(zone);
        this.table = tables.table("contacts").index("name", row -> Json.text(row, "name"));
    }

    ObjectNode get(String name) {
        Long number = table.find("name", name);
        ObjectNode row = number == null ? null : table.get(number);
        if (row == null) {
            throw new Refused(404, "DoesNotExistError", "Contact " + name + " not found");
        }
        return row.without("number");
    }

    ObjectNode create(JsonNode sent) {
        ObjectNode row = Json.object().put("doctype", "Contact").put("unsubscribed", 0);
        TEXTS.forEach(row::putNull);
        TABLES.keySet().forEach(row::putArray);
        merge(row, sent);
        String name = name(row);
        if (name.isEmpty()) {
            throw new Refused(417, "ValidationError", "Name is required");
        }
        String now = time.format(clock.instant());
        row.put("name", free(name)).put("owner", "karat@example.org").put("creation", now);
        return store(tables.next("contact", 1), row);
    }

    ObjectNode update(String name, JsonNode sent) {
        ObjectNode row = get(name);
        JsonNode seen = sent.path("modified");
        if (seen.isTextual() && !seen.textValue().equals(Json.text(row, "modified"))) {
            throw new Refused(
                    417,
                    "TimestampMismatchError",
                    "Error: Document has been modified after you have opened it. Please refresh to get the latest"
                            + " document.");
        }
        merge(row, sent);
        return store(number(name), row);
    }

    void delete(String name) {
        get(name);
        table.remove(number(name));
    }

    private long number(String name) {
        Long number = table.find("name", name);
        return number == null ? 0 : number;
    }

    /** Rows that pass all filters, in that order. */
    List<ObjectNode> find(JsonNode filters, String order) {
        String field = order.split("[ ,]", -1)[0];
        Comparator<ObjectNode> by = Comparator.comparing((ObjectNode row) -> Json.text(row, field))
                .thenComparing(row -> Json.text(row, "name"));
        return table.stream()
                .filter(row -> passes(row, filters))
                .sorted(order.contains("desc") ? by.reversed() : by)
                .toList();
    }

    static ObjectNode listed(ObjectNode row, JsonNode fields) {
        ObjectNode shown = Json.object();
        fields.forEach(field -> {
            if (field.asText().equals("*")) {
                shown.setAll(row.deepCopy().<ObjectNode>without(List.of("number", "email_ids", "phone_nos")));
            } else {
                shown.set(field.asText(), row.path(field.asText()));
            }
        });
        return shown;
    }

    private static boolean passes(ObjectNode row, JsonNode filters) {
        for (JsonNode filter : filters) {
            // With four parts the first names a table of the document.
            int at = filter.size() - 3;
            String table = at == 0 ? "" : filter.get(0).asText();
            String field = filter.get(at).asText();
            JsonNode rows = table.equals("Contact Email")
                    ? row.path("email_ids")
                    : table.equals("Contact Phone")
                            ? row.path("phone_nos")
                            : Json.array().add(row);
            boolean any = false;
            for (JsonNode one : rows) {
                any |= passes(
                        Json.text(one, field),
                        filter.get(at + 1).asText(),
                        filter.get(at + 2).asText());
            }
            if (!any) {
                return false;
            }
        }
        return true;
    }

    private static boolean passes(String has, String operator, String wanted) {
        return switch (operator) {
            case "=" -> has.equalsIgnoreCase(wanted);
            case ">=" -> has.compareTo(wanted) >= 0;
            case ">" -> has.compareTo(wanted) > 0;
            default -> throw new Refused(417, "ValidationError", "Operator must be one of =, >=, >");
        };
    }

    private static void merge(ObjectNode row, JsonNode sent) {
        sent.properties().forEach(entry -> {
            String field = entry.getKey();
            JsonNode value = entry.getValue();
            if (TABLES.containsKey(field)) {
                row.set(field, rows(field, value));
            } else if (!OWN.contains(field) && (TEXTS.contains(field) || field.equals("unsubscribed"))) {
                row.set(field, value.asText().isEmpty() ? Json.MAPPER.nullNode() : value);
            }
        });
    }

    private static ArrayNode rows(String field, JsonNode sent) {
        ArrayNode rows = Json.array();
        for (JsonNode one : sent) {
            ObjectNode row = one.deepCopy();
            String email = Json.text(row, "email_id");
            if (field.equals("email_ids") && !EMAIL.matcher(email).matches()) {
                throw new Refused(417, "InvalidEmailAddressError", email + " is not a valid Email Address");
            }
            row.put("idx", rows.size() + 1).put("doctype", TABLES.get(field)).put("parentfield", field);
            for (String flag : List.of("is_primary", "is_primary_phone", "is_primary_mobile_no")) {
                row.put(flag, row.path(flag).asInt(0));
            }
            rows.add(row);
        }
        return rows;
    }

    private ObjectNode store(long number, ObjectNode row) {
        row.put("full_name", name(row))
                .put("modified", time.format(clock.instant()))
                .put("number", number);
        row.put("email_id", primary(row.path("email_ids"), "is_primary", "email_id"));
        row.put("phone", primary(row.path("phone_nos"), "is_primary_phone", "phone"));
        row.put("mobile_no", primary(row.path("phone_nos"), "is_primary_mobile_no", "phone"));
        table.put(number, row);
        return row.deepCopy().without("number");
    }

    private static String primary(JsonNode rows, String flag, String field) {
        for (JsonNode row : rows) {
            if (row.path(flag).asInt() == 1) {
                return Json.text(row, field);
            }
        }
        return "";
    }

    private static String name(JsonNode row) {
        String name = (Json.text(row, "first_name") + " " + Json.text(row, "last_name")).strip();
        return name.isEmpty() ? Json.text(row, "company_name").toLowerCase(Locale.ROOT) : name;
    }

    /** The name, with a number if it is taken. */
    private String free(String name) {
        String free = name;
        for (int i = 1; table.find("name", free) != null; i++) {
            free = name + "-" + i;
        }
        return free;
    }
}
