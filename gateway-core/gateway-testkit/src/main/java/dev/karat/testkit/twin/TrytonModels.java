package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a Tryton database, how their rows hang together, and what may be written: a party with its addresses and
 * contact mechanisms by commands in one call, all or nothing. A change of an address does not touch its party.
 */
final class TrytonModels {
    static final String PARTY = "party.party";

    /** What the application refuses: told in an answer like any other. */
    static final class Refused extends RuntimeException {
        private final String error;

        private Refused(JsonNode error) {
            super("refused");
            this.error = error.toString();
        }

        static Refused user(String message) {
            ArrayNode error = Json.array().add("UserError");
            error.addArray().add(message).add("").addNull();
            return new Refused(error);
        }

        static Refused unexpected(String message) {
            return new Refused(Json.array().add(message).add(""));
        }

        JsonNode error() {
            return Json.parse(error);
        }
    }

    /** A method that nobody may call from outside. */
    static final class NotOffered extends RuntimeException {}

    private static final String ADDRESS = "party.address";
    private static final String MECHANISM = "party.contact_mechanism";
    private static final String COUNTRY = "country.country";
    private static final String SUBDIVISION = "country.subdivision";
    private static final String LANGUAGE = "ir.lang";

    private static final Map<String, List<String>> FIELDS = Map.of(
            PARTY, List.of("name", "code", "active", "replaced_by", "lang"),
            ADDRESS, List.of("party", "street", "postal_code", "city", "country", "subdivision", "active", "sequence"),
            MECHANISM, List.of("party", "type", "value", "value_compact", "active", "sequence"),
            COUNTRY, List.of("name", "code"),
            SUBDIVISION, List.of("name", "code", "country"),
            LANGUAGE, List.of("name", "code"));
    private static final Map<String, Map<String, String>> LINKS = Map.of(
            PARTY, Map.of("replaced_by", PARTY, "lang", LANGUAGE),
            ADDRESS, Map.of("party", PARTY, "country", COUNTRY, "subdivision", SUBDIVISION),
            MECHANISM, Map.of("party", PARTY),
            SUBDIVISION, Map.of("country", COUNTRY));
    private static final Map<String, String> PARTS = Map.of("addresses", ADDRESS, "contact_mechanisms", MECHANISM);
    private static final Map<String, String> TITLES =
            Map.of(PARTY, "Party", ADDRESS, "Address", MECHANISM, "Contact Mechanism");
    private static final Set<String> TYPES =
            Set.of("phone", "mobile", "fax", "email", "website", "skype", "sip", "irc", "jabber", "other");

    private final Tables tables;
    private final Clock clock;

    TrytonModels(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        table(PARTY).index("code", row -> Json.text(row, "code"));
        PARTS.values().forEach(part -> table(part).index("party", row -> Json.text(row, "party")));
    }

    /** What the modules and an import of countries bring along, as far as tests need it. */
    void install() {
        if (table(COUNTRY).size() == 0) {
            store(COUNTRY, Json.object().put("name", "Germany").put("code", "DE"));
            store(COUNTRY, Json.object().put("name", "France").put("code", "FR"));
            store(
                    SUBDIVISION,
                    Json.object().put("name", "Bayern").put("code", "DE-BY").put("country", 1));
            store(LANGUAGE, Json.object().put("name", "German").put("code", "de"));
        }
    }

    boolean knows(String model) {
        return FIELDS.containsKey(model);
    }

    Table table(String model) {
        return tables.table(model);
    }

    /** True if rows of the model can be switched off. */
    static boolean hasActive(String model) {
        return FIELDS.getOrDefault(model, List.of()).contains("active");
    }

    /** The model to which a field leads, or null. */
    static @Nullable String target(String model, String field) {
        return model.equals(PARTY) && PARTS.containsKey(field)
                ? PARTS.get(field)
                : LINKS.getOrDefault(model, Map.of()).get(field);
    }

    static boolean isList(String model, String field) {
        return model.equals(PARTY) && PARTS.containsKey(field);
    }

    /** The rows to which a field leads. */
    Stream<ObjectNode> follow(String model, JsonNode row, String field) {
        String target = target(model, field);
        if (isList(model, field)) {
            return table(String.valueOf(target)).all("party", Json.text(row, "id"));
        }
        ObjectNode linked = target == null || !row.path(field).isNumber()
                ? null
                : table(target).get(row.path(field).asLong());
        return linked == null ? Stream.empty() : Stream.of(linked);
    }

    /** The value of a stored field; throws if there is none of that name. */
    static JsonNode value(String model, ObjectNode row, String field) {
        boolean known = FIELDS.getOrDefault(model, List.of()).contains(field)
                || Set.of("id", "create_date", "write_date").contains(field);
        if (!known) {
            throw Refused.unexpected("'" + field + "'");
        }
        JsonNode value = row.path(field);
        return value.isMissingNode() ? NullNode.getInstance() : value;
    }

    ArrayNode create(String model, JsonNode list) {
        list.forEach(values -> check(model, 0, values));
        ArrayNode ids = Json.array();
        list.forEach(values -> ids.add(made(model, values)));
        return ids;
    }

    void write(String model, JsonNode ids, JsonNode values, JsonNode timestamps) {
        for (JsonNode id : ids) {
            ObjectNode row = table(model).get(id.asLong());
            if (row == null) {
                throw Refused.user("You are trying to write to records \"" + id + "\" of \"" + TITLES.get(model)
                        + "\" that don't exist anymore.");
            }
            JsonNode seen = timestamps.path(model + "," + id);
            if (seen.isTextual() && TrytonValues.timestamp(row).compareTo(seen.textValue()) > 0) {
                throw new Refused(Json.parse("[\"ConcurrencyException\",\"Records were modified in the meanwhile\"]"));
            }
            check(model, id.asLong(), values);
        }
        for (JsonNode id : ids) {
            ObjectNode row = merged(model, String.valueOf(table(model).get(id.asLong())), values);
            table(model).put(id.asLong(), row.put("write_date", now()));
            commands(model, id.asLong(), values);
        }
    }

    JsonNode delete(String model, JsonNode ids) {
        ids.forEach(id -> {
            if (model.equals(PARTY)) {
                PARTS.values()
                        .forEach(part -> table(part)
                                .all("party", id.asText())
                                .toList()
                                .forEach(
                                        row -> table(part).remove(row.path("id").asLong())));
            }
            table(model).remove(id.asLong());
        });
        return NullNode.getInstance();
    }

    private long made(String model, JsonNode values) {
        ObjectNode row = Json.object();
        if (hasActive(model)) {
            row.put("active", true);
        }
        if (model.equals(PARTY) && values.path("code").asText().isEmpty()) {
            row.put("code", Long.toString(tables.next("code", 1)));
        }
        long id = store(model, merged(model, row.toString(), values));
        commands(model, id, values);
        return id;
    }

    private long store(String model, ObjectNode row) {
        long id = tables.next(model, 1);
        row.put("id", id).put("create_date", now());
        if (model.equals(MECHANISM)) {
            // Its own rules write it once more.
            row.put("write_date", now())
                    .put("value_compact", row.path("value").asText().replaceAll("[\\s()/-]", ""));
        }
        table(model).put(id, row);
        return id;
    }

    private static ObjectNode merged(String model, String before, JsonNode values) {
        ObjectNode row = (ObjectNode) Json.parse(before);
        values.properties().forEach(entry -> {
            if (!isList(model, entry.getKey())) {
                row.set(entry.getKey(), entry.getValue());
            }
        });
        return row;
    }

    private void commands(String model, long id, JsonNode values) {
        values.properties().forEach(entry -> {
            String part = isList(model, entry.getKey()) ? target(model, entry.getKey()) : null;
            for (JsonNode command : part == null ? List.<JsonNode>of() : entry.getValue()) {
                command(String.valueOf(part), id, command);
            }
        });
    }

    private void command(String part, long party, JsonNode command) {
        switch (command.path(0).asText()) {
            case "create" ->
                command.path(1).forEach(values -> made(part, ((ObjectNode) values.deepCopy()).put("party", party)));
            case "write" -> write(part, command.path(1), command.path(2), Json.object());
            case "delete" -> delete(part, command.path(1));
            default -> throw Refused.unexpected("'" + command.path(0).asText() + "'");
        }
    }

    /** Everything that is refused, before anything is stored. */
    private void check(String model, long id, JsonNode values) {
        values.properties().forEach(entry -> check(model, id, entry.getKey(), entry.getValue()));
    }

    private void check(String model, long id, String field, JsonNode value) {
        if (isList(model, field)) {
            value.forEach(command -> {
                JsonNode written =
                        command.path(0).asText().equals("write") ? Json.array().add(command.path(2)) : command.path(1);
                String part = String.valueOf(target(model, field));
                written.forEach(row -> check(part, 0, row));
            });
            return;
        }
        value(model, Json.object(), field);
        if (value.isTextual() && value.textValue().matches("(?s).*[\\n\\r].*") && !field.equals("street")) {
            throw refused(model, field, value, "contains some invalid chars \"'\\n'\"");
        }
        if (field.equals("code") && table(model).taken("code", value.asText(), id)) {
            throw Refused.user("The code on party must be unique.");
        }
        if (field.equals("type") && !TYPES.contains(value.asText())) {
            throw refused(model, field, value, "is not one of the allowed options");
        }
        String target = target(model, field);
        if (target != null
                && !field.equals("party")
                && value.isNumber()
                && table(target).get(value.asLong()) == null) {
            throw refused(model, field, value, "does not exist");
        }
        if (target != null && value.isTextual()) {
            throw new TrytonValues.Unreadable();
        }
    }

    private static Refused refused(String model, String field, JsonNode value, String why) {
        String name = field.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + field.substring(1);
        return Refused.user("The value \"" + value.asText() + "\" for field \"" + name + "\" in \"" + TITLES.get(model)
                + "\" " + why + ".");
    }

    private long now() {
        return TrytonValues.micros(clock.instant());
    }
}
