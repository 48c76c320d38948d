package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.mapping.Condition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of records of one kind. Immutable.
 *
 * @param entity kind of record, part of every {@link dev.karat.api.model.RecordKey}
 * @param mapping mapping file in the connector's folder; null for interactions
 * @param interaction how a row is an interaction rather than a customer, or null
 * @param partial a record holds only what changed
 * @param request the call that reads a page; null if an endpoint of Camel delivers the rows
 * @param each how one row is read whole, or null if the list shows it whole
 * @param with what is added to a record before it is looked at
 * @param feed shows only records to which something happened, so that reading it to its end is not to have read all
 * @param endpoint name of a Camel endpoint, or null
 * @param list rows in the answer
 * @param id JSON Pointer of the row's id, with settings of the connection
 * @param where what is true of all its rows
 * @param version the vendor's own version of a row, or null
 * @param modifiedAt JSON Pointer of the time of the last change, with settings of the connection, or null
 * @param deleted how a row says that it was deleted, or null
 * @param also another stream to which every row belongs too, or null
 * @param rate further limit of these calls, or null
 */
public record StreamSpec(
        String name,
        String entity,
        @Nullable String mapping,
        @Nullable InteractionSpec interaction,
        boolean partial,
        @Nullable RequestSpec request,
        @Nullable EachSpec each,
        List<AdditionSpec> with,
        boolean feed,
        @Nullable String endpoint,
        JsonPointer list,
        Template id,
        List<Condition> where,
        @Nullable VersionSpec version,
        @Nullable Template modifiedAt,
        @Nullable StateSpec deleted,
        @Nullable String also,
        PageSpec page,
        CursorSpec cursor,
        Limits.@Nullable Rate rate) {
    public StreamSpec {
        with = List.copyOf(with);
        where = List.copyOf(where);
    }

    /**
     * The vendor's own version of a row.
     *
     * @param at JSON Pointer, with settings of the connection
     * @param instant a time rather than a rising number
     * @param format pattern of java.time, with settings of the connection, or null for the usual forms
     */
    public record VersionSpec(
            Template at, boolean instant, @Nullable Template format) {}

    /**
     * How a row says what state it is in.
     *
     * @param at JSON Pointer, with settings of the connection
     * @param when the same place, and what is found there
     */
    public record StateSpec(Template at, Condition when) {}

    /** Where a row holds the parts of an interaction. */
    public record InteractionSpec(
            String kind,
            JsonPointer customer,
            JsonPointer at,
            JsonPointer summary,
            @Nullable JsonPointer status) {}

    static StreamSpec of(String name, JsonNode node) {
        JsonNode version = node.path("version");
        return new StreamSpec(
                name,
                node.path("entity").asText(),
                text(node.path("mapping")),
                interaction(node.path("interaction")),
                node.path("records").asText().equals("partial"),
                RequestSpec.ofOptional(node.path("request")),
                EachSpec.ofOptional(node.path("each")),
                AdditionSpec.of(node.path("with")),
                node.path("feed").asBoolean(),
                text(node.path("endpoint")),
                JsonPointer.compile(node.path("list").asText()),
                Template.of(node.path("id").asText()),
                conditions(node.path("where")),
                version.isMissingNode()
                        ? null
                        : new VersionSpec(
                                Template.of(version.path("at").asText()),
                                version.path("as").asText().equals("instant"),
                                template(version.path("format"))),
                template(node.path("modifiedAt")),
                node.has("deleted")
                        ? new StateSpec(
                                Template.of(node.path("deleted").path("at").asText()),
                                Condition.of(node.path("deleted")))
                        : null,
                text(node.path("also")),
                PageSpec.of(node.path("page")),
                CursorSpec.of(node.path("cursor")),
                Limits.Rate.ofOptional(node.path("limits")));
    }

    private static @Nullable InteractionSpec interaction(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new InteractionSpec(
                        node.path("kind").asText(),
                        JsonPointer.compile(node.path("customer").asText()),
                        JsonPointer.compile(node.path("at").asText()),
                        JsonPointer.compile(node.path("summary").asText()),
                        PageSpec.pointer(node.path("status")));
    }

    static @Nullable String text(JsonNode node) {
        return node.isMissingNode() ? null : node.asText();
    }

    private static @Nullable Template template(JsonNode node) {
        return node.isMissingNode() ? null : Template.of(node.asText());
    }

    /** One condition, or several that all hold. */
    private static List<Condition> conditions(JsonNode node) {
        var conditions = new ArrayList<Condition>();
        (node.isObject() ? List.of(node) : node).forEach(one -> conditions.add(Condition.of(one)));
        return conditions;
    }
}
