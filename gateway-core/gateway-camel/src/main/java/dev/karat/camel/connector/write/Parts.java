package dev.karat.camel.connector.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.connector.http.BodyTemplate;
import dev.karat.camel.connector.spec.PartSpec;
import dev.karat.engine.mapping.Placing;
import dev.karat.engine.normalize.PhoneNormalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns parts of a record into commands for the rows that the vendor keeps them in. A row that says the same already is
 * left alone, so that no second one comes to say so; rows beyond the one that is changed stay as they are.
 */
final class Parts {
    private final List<PartSpec> parts;

    Parts(List<PartSpec> parts) {
        this.parts = parts;
    }

    /** True if the record has parts, for which the rows must be known that are there. */
    boolean isIn(ObjectNode record) {
        return parts.stream().anyMatch(part -> record.at(part.at()).isObject());
    }

    /**
     * Changes the record.
     *
     * @param present the vendor's record as it is, or null for one that is created
     */
    void command(ObjectNode record, @Nullable JsonNode present) {
        var taken = new HashMap<PartSpec, ObjectNode>();
        for (PartSpec part : parts) {
            if (record.at(part.at()) instanceof ObjectNode wanted
                    && record.at(part.at().head()) instanceof ObjectNode holder) {
                holder.remove(part.at().last().getMatchingProperty());
                taken.put(part, wanted);
            }
        }
        for (PartSpec part : parts) {
            ObjectNode wanted = taken.get(part);
            JsonNode command = wanted == null || part.whole() ? null : command(part, wanted, present);
            if (wanted != null && part.whole()) {
                putWhole(part, wanted, present, record);
            } else if (command != null) {
                Placing.put(record, part.into(), JsonNodeFactory.instance.arrayNode());
                ((ArrayNode) record.at(part.into())).add(command);
            }
        }
    }

    /** Puts all rows into the record, unless one says the same already. */
    private static void putWhole(PartSpec part, ObjectNode wanted, @Nullable JsonNode present, ObjectNode record) {
        ArrayNode rows = record.at(part.into()) instanceof ArrayNode given ? given : rows(part, present);
        int index = index(part, wanted, rows);
        JsonNode row = rows.path(index);
        if (isEmpty(wanted) ? row.isMissingNode() : says(row, wanted)) {
            return;
        }
        if (isEmpty(wanted)) {
            rows.remove(index);
        } else if (row instanceof ObjectNode there) {
            there.setAll(wanted);
        } else {
            rows.add(part.fresh().<ObjectNode>deepCopy().setAll(wanted));
        }
        Placing.put(record, part.into(), rows);
    }

    /** The rows that the vendor has; they may be changed. */
    private static ArrayNode rows(PartSpec part, @Nullable JsonNode present) {
        return present != null && present.at(part.rows()) instanceof ArrayNode rows
                ? rows.deepCopy()
                : JsonNodeFactory.instance.arrayNode();
    }

    private static @Nullable JsonNode command(PartSpec part, ObjectNode wanted, @Nullable JsonNode present) {
        ArrayNode rows = rows(part, present);
        JsonNode row = rows.path(index(part, wanted, rows));
        String id = row.at(part.id()).asText();
        if (isEmpty(wanted)) {
            return row.isMissingNode() ? null : BodyTemplate.render(part.remove(), Map.of("partId", id));
        }
        if (row.isMissingNode()) {
            ObjectNode fresh = part.fresh().deepCopy();
            return BodyTemplate.render(
                    part.create(), Map.of("part", fresh.setAll(wanted).toString()));
        }
        return says(row, wanted)
                ? null
                : BodyTemplate.render(part.change(), Map.of("part", wanted.toString(), "partId", id));
    }

    /** Where the row is that says the same, else the first one; -1 if there is none. */
    private static int index(PartSpec part, ObjectNode wanted, ArrayNode rows) {
        int first = -1;
        for (int i = rows.size() - 1; i >= 0; i--) {
            if (part.isRow(rows.get(i))) {
                if (says(rows.get(i), wanted)) {
                    return i;
                }
                first = i;
            }
        }
        return first;
    }

    private static boolean says(JsonNode row, ObjectNode wanted) {
        return wanted.properties().stream()
                .allMatch(member -> isSame(text(row.path(member.getKey())), text(member.getValue())));
    }

    /** The number of a telephone is the same however the vendor writes it. */
    private static boolean isSame(String has, String wanted) {
        return has.equals(wanted) || (!wanted.isEmpty() && wanted.equals(PhoneNormalizer.e164(has, null)));
    }

    private static boolean isEmpty(ObjectNode wanted) {
        return wanted.properties().stream()
                .allMatch(member -> text(member.getValue()).isEmpty());
    }

    private static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() || value.equals(BooleanNode.FALSE) ? "" : value.asText();
    }
}
