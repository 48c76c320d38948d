package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of an Odoo database and how their rows hang together. */
final class OdooModels {
    static final String PARTNER = "res.partner";
    static final String COUNTRY = "res.country";
    static final String STATE = "res.country.state";

    /** Fields that hold the number of a row of another model. */
    private static final Map<String, Map<String, String>> LINKS = Map.of(
            PARTNER,
            Map.of("parent_id", PARTNER, "country_id", COUNTRY, "state_id", STATE),
            STATE,
            Map.of("country_id", COUNTRY));

    static final String USER = "res.users";

    private final Tables tables;

    OdooModels(Tables tables) {
        this.tables = tables;
        table(PARTNER).index("parent", row -> row.path("parent_id").isNumber() ? Json.text(row, "parent_id") : "");
    }

    /** Countries and states as a new database has them, as far as tests need them. */
    void install() {
        if (table(COUNTRY).size() == 0) {
            country(57, "DE", "Germany");
            country(75, "FR", "France");
            country(233, "US", "United States");
            state(13, 233, "CA", "California");
            state(1_390, 57, "BY", "Bavaria");
            state(1_391, 57, "BE", "Berlin");
        }
    }

    private void country(long id, String code, String name) {
        table(COUNTRY).put(id, Json.object().put("id", id).put("code", code).put("name", name));
    }

    private void state(long id, long country, String code, String name) {
        ObjectNode row = Json.object().put("id", id).put("country_id", country).put("code", code);
        table(STATE).put(id, row.put("name", name));
    }

    boolean knows(String model) {
        return Set.of(PARTNER, COUNTRY, STATE, USER).contains(model);
    }

    Table table(String model) {
        return tables.table(model);
    }

    /** The model to which a field leads, or null. */
    @Nullable
    String link(String model, String field) {
        return LINKS.getOrDefault(model, Map.of()).get(field);
    }

    /** The rows to which a field leads; only active children. */
    Stream<ObjectNode> follow(String model, JsonNode row, String field) {
        if (field.equals("child_ids")) {
            return table(PARTNER)
                    .all("parent", Json.text(row, "id"))
                    .filter(child -> child.path("active").asBoolean());
        }
        String target = link(model, field);
        ObjectNode linked = target == null || !row.path(field).isNumber()
                ? null
                : table(target).get(row.path(field).asLong());
        return linked == null ? Stream.empty() : Stream.of(linked);
    }
}
