package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.engine.mapping.Condition;
import java.time.ZoneId;
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
 * @param request the call that reads a page; null if an endpoint of Camel delivers the rows, or calls of the vendor do
 * @param each how one row is read whole, or null if the list shows it whole
 * @param with what is added to a record before it is looked at
 * @param feed shows only records to which something happened, so that reading it to its end is not to have read all
 * @param endpoint name of a Camel endpoint, or null
 * @param list rows in the answer
 * @param total how many rows there are in all, in the answer, or null if it does not tell
 * @param id JSON Pointer of the row's id, with settings of the connection
 * @param where what is true of all its rows
 * @param version the vendor's own version of a row, or null
 * @param modifiedAt places of times of changes, the latest of which counts, with settings of the connection
 * @param deleted how a row says that it was deleted, or null
 * @param merged where a row names the records that were merged into it, or null
 * @param removed list of the records that are no longer in the usual one, or null
 * @param also another stream to which every row belongs too, or null
 * @param zone zone of the row's times that are written without one, with settings of the connection; null for that of the
 *     system
 * @param rate further limit of these calls, or null
 * @param load how it is read for the first time by a job of the vendor, or null
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
        @Nullable JsonPointer total,
        Template id,
        List<Condition> where,
        @Nullable VersionSpec version,
        List<Template> modifiedAt,
        @Nullable StateSpec deleted,
        @Nullable MergedSpec merged,
        @Nullable RemovedSpec removed,
        @Nullable String also,
        PageSpec page,
        CursorSpec cursor,
        @Nullable Template zone,
        Limits.@Nullable Rate rate,
        @Nullable LoadSpec load) {
    public StreamSpec {
        with = List.copyOf(with);
        where = List.copyOf(where);
        modifiedAt = List.copyOf(modifiedAt);
    }

    /**
     * The vendor's own version of a row.
     *
     * @param at JSON Pointers, the greatest value of which counts, with settings of the connection
     * @param as {@code instant} for a time, {@code number} for a rising number, or a setting that says it
     * @param format pattern of java.time, with settings of the connection, or null for the usual forms
     * @param required a row without it is not taken, since it could be older than what is stored
     */
    public record VersionSpec(
            List<Template> at, Template as, @Nullable Template format, boolean required) {}

    /**
     * How a row says what state it is in.
     *
     * @param at JSON Pointer, with settings of the connection
     * @param when what is found there
     * @param among the texts that are found there, by settings of the connection and joined by commas, or * for any; null
     *     if the condition says them
     */
    public record StateSpec(
            Template at, Condition when, @Nullable Template among) {
        private static StateSpec of(JsonNode node) {
            ObjectNode anywhere = node.<ObjectNode>deepCopy().put("at", "");
            return new StateSpec(
                    Template.of(node.path("at").asText()), Condition.of(anywhere), template(node.path("among")));
        }
    }

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
                PageSpec.pointer(node.path("total")),
                Template.of(node.path("id").asText()),
                conditions(node.path("where")),
                version.isMissingNode()
                        ? null
                        : new VersionSpec(
                                templates(version.path("at")),
                                Template.of(version.path("as").asText()),
                                template(version.path("format")),
                                version.path("required").asBoolean()),
                templates(node.path("modifiedAt")),
                node.has("deleted") ? StateSpec.of(node.path("deleted")) : null,
                MergedSpec.ofOptional(node.path("merged")),
                RemovedSpec.ofOptional(node.path("removed")),
                text(node.path("also")),
                PageSpec.of(node.path("page")),
                CursorSpec.of(node.path("cursor")),
                zone(node.path("zone")),
                Limits.Rate.ofOptional(node.path("limits")),
                node.has("load") ? LoadSpec.of(node.path("load")) : null);
    }

    /** The same records as another list shows them. */
    public StreamSpec in(RemovedSpec other) {
        return new StreamSpec(
                name,
                entity,
                mapping,
                interaction,
                partial,
                other.request(),
                null,
                with,
                feed,
                endpoint,
                other.list(),
                null,
                id,
                where,
                version,
                modifiedAt,
                deleted,
                merged,
                null,
                also,
                other.page(),
                other.cursor(),
                zone,
                rate,
                null);
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

    private static @Nullable Template zone(JsonNode node) {
        Template zone = template(node);
        if (zone != null && zone.names().isEmpty()) {
            ZoneId.of(zone.toString());
        }
        return zone;
    }

    private static @Nullable Template template(JsonNode node) {
        return node.isMissingNode() ? null : Template.of(node.asText());
    }

    private static List<Template> templates(JsonNode node) {
        return Places.texts(node).stream().map(Template::of).toList();
    }

    /** One condition, or several that all hold. */
    static List<Condition> conditions(JsonNode node) {
        var conditions = new ArrayList<Condition>();
        (node.isObject() ? List.of(node) : node).forEach(one -> conditions.add(Condition.of(one)));
        return conditions;
    }
}
