package dev.karat.camel.connector.write;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.connector.spec.ChildSpec;
import dev.karat.camel.connector.spec.RequestSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a record what the vendor keeps as rows of their own, and says by which calls they are written. A row that
 * says the same already is left alone; rows beyond the one that is changed stay as they are. Immutable.
 */
final class Children {
    /**
     * A call that writes one row.
     *
     * @param values what it takes besides the id of the record
     * @param token of the row, or null
     */
    record ChildCall(
            RequestSpec request,
            JsonPointer wrap,
            Map<String, String> values,
            ObjectNode row,
            @Nullable String token) {}

    private final List<ChildSpec> specs;

    /** @param specs a row within another row stands behind that one */
    Children(List<ChildSpec> specs) {
        this.specs = specs;
    }

    /** True if the record has such parts, for which the rows must be known that are there. */
    boolean areIn(ObjectNode record) {
        return specs.stream().anyMatch(spec -> record.at(spec.at()).isObject());
    }

    /**
     * Takes the parts out of a record that is changed.
     *
     * @param present the vendor's record as it is
     */
    List<ChildCall> ofChange(ObjectNode record, JsonNode present) {
        var calls = new ArrayList<ChildCall>();
        var changed = new ArrayList<ChildSpec>();
        for (ChildSpec spec : specs) {
            if (record.at(spec.at()) instanceof ObjectNode wanted) {
                if (row(spec, present).isMissingNode()) {
                    // With all that is within.
                    addCreation(spec, wanted, values(spec.parents(), present), calls);
                    detach(record, spec.at());
                } else {
                    changed.add(spec);
                }
            }
        }
        for (int i = changed.size() - 1; i >= 0; i--) {
            ChildSpec spec = changed.get(i);
            if (record.at(spec.at()) instanceof ObjectNode wanted) {
                detach(record, spec.at());
                addChange(spec, wanted, row(spec, present), values(spec.parents(), present), calls);
            }
        }
        return calls;
    }

    /** Takes the parts out of a record that is created, but for those that a creation takes along. */
    List<ChildCall> ofCreation(ObjectNode record) {
        var calls = new ArrayList<ChildCall>();
        for (ChildSpec spec : specs) {
            if (!spec.nested() && record.at(spec.at()) instanceof ObjectNode wanted) {
                addCreation(spec, wanted, Map.of(), calls);
                detach(record, spec.at());
            }
        }
        return calls;
    }

    private static Map<String, String> values(Map<String, JsonPointer> places, JsonNode holder) {
        var values = new HashMap<String, String>();
        places.forEach((name, place) -> values.put(name, holder.at(place).asText()));
        return values;
    }

    private static void addCreation(
            ChildSpec spec, ObjectNode wanted, Map<String, String> values, List<ChildCall> calls) {
        if (!isBlank(wanted) && isComplete(spec, wanted)) {
            calls.add(new ChildCall(spec.create(), spec.wrap(), values, wanted, null));
        }
    }

    private static void addChange(
            ChildSpec spec, ObjectNode wanted, JsonNode row, Map<String, String> values, List<ChildCall> calls) {
        boolean blank = isBlank(wanted);
        RequestSpec request = blank ? spec.remove() : spec.change();
        if (request == null || says(row, wanted) || (!blank && !isComplete(spec, wanted))) {
            return;
        }
        var keys = values(spec.keys(), row);
        keys.putAll(values);
        String token = spec.token() == null ? null : row.at(spec.token()).asText(null);
        calls.add(new ChildCall(request, spec.wrap(), keys, blank ? wanted.removeAll() : wanted, token));
    }

    private static JsonNode row(ChildSpec spec, JsonNode present) {
        for (JsonNode row : present.at(spec.rows())) {
            if (spec.isRow(row)) {
                return row;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean isComplete(ChildSpec spec, ObjectNode wanted) {
        return spec.needs().stream().noneMatch(place -> text(wanted.at(place)).isEmpty());
    }

    private static boolean says(JsonNode row, ObjectNode wanted) {
        return wanted.properties().stream()
                .allMatch(member -> Objects.equals(text(row.path(member.getKey())), text(member.getValue())));
    }

    private static boolean isBlank(JsonNode node) {
        for (JsonNode member : node) {
            if (member.isContainerNode() ? !isBlank(member) : !text(member).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }

    /** Takes it out, and what is empty then. */
    private static void detach(ObjectNode record, JsonPointer place) {
        JsonPointer holder = place.head();
        if (holder == null) {
            return;
        }
        JsonNode parent = record.at(holder);
        if (parent instanceof ArrayNode array) {
            array.remove(place.last().getMatchingIndex());
        } else if (parent instanceof ObjectNode object) {
            object.remove(place.last().getMatchingProperty());
        }
        if (parent.isEmpty() && !holder.matches()) {
            detach(record, holder);
        }
    }
}
