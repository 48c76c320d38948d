package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import dev.karat.engine.mapping.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor calls when something changed. What it says about a record is not taken: it is told which record it is, and
 * that is read, so that calls may come late, twice or in any order. Only of a system that cannot be asked the record in the
 * call is the record. Immutable.
 *
 * @param stream stream of the records that are told of
 * @param form the body is a form rather than JSON
 * @param proofs ways to prove that the vendor made a call; the first of which a secret is given is the one that holds
 * @param id what names the call, the same when it is made again; null if nothing does
 * @param topic what kind of event it is, or null if there is one kind only
 * @param each JSON Pointer of the events in the body, with settings of the connection; null if the body is one
 * @param complete JSON Pointer of what says that all records there are were told once, with settings; null if nothing
 *     does
 * @param ping form of a body without a proof by which the vendor tries the address, or null; it tells nothing
 * @param events what to do, the first match decides
 */
public record WebhookSpec(
        String stream,
        boolean form,
        List<ProofSpec> proofs,
        @Nullable Place id,
        @Nullable Place topic,
        @Nullable Template each,
        @Nullable Template complete,
        @Nullable Pattern ping,
        List<Event> events) {
    public WebhookSpec {
        proofs = List.copyOf(proofs);
        events = List.copyOf(events);
    }

    /**
     * Where a call holds a text: a header, a parameter of its address, or else a place in the event.
     *
     * @param pattern its first group is the text, or null for all of it
     */
    public record Place(
            @Nullable String header,
            @Nullable String query,
            @Nullable JsonPointer at,
            @Nullable Pattern pattern) {
        static Place of(JsonNode node) {
            return new Place(
                    StreamSpec.text(node.path("header")),
                    StreamSpec.text(node.path("query")),
                    PageSpec.pointer(node.path("at")),
                    node.has("pattern") ? Pattern.compile(node.path("pattern").asText()) : null);
        }

        static @Nullable Place ofOptional(JsonNode node) {
            return node.isMissingNode() ? null : of(node);
        }

        static Place ofHeader(String name) {
            return new Place(name, null, null, null);
        }

        /** The same with settings of the connection in the name of its header. */
        public Place with(Map<String, String> settings) {
            String name = header == null ? null : Template.of(header).render(settings);
            return new Place(name, query, at, pattern);
        }

        Stream<String> names() {
            return header == null ? Stream.empty() : Template.of(header).names().stream();
        }
    }

    /** A key of a customer, by which a record is found that the call does not name by its id. */
    public record KeyPlace(Attribute by, Place in) {
        static @Nullable KeyPlace ofOptional(JsonNode node) {
            String by = node.path("by").asText();
            return node.isMissingNode()
                    ? null
                    : new KeyPlace(
                            Attribute.of(by)
                                    .orElseThrow(() -> new IllegalArgumentException(by + " is no canonical attribute")),
                            Place.of(node));
        }
    }

    /**
     * One kind of event.
     *
     * @param topics its names; all if empty
     * @param where what is true of the event, or null
     * @param changed where the id of a record stands that was changed, or an array of such, or null
     * @param deleted where the id of a record stands that was deleted, or an array of such, or null
     * @param found where a key of a record stands that was changed, or null
     * @param record where the record itself stands, or null; it is taken as it is
     */
    public record Event(
            Set<String> topics,
            @Nullable Condition where,
            @Nullable Place changed,
            @Nullable Place deleted,
            @Nullable KeyPlace found,
            @Nullable JsonPointer record) {
        public Event {
            topics = Set.copyOf(topics);
        }
    }

    /** True if the calls hold the records, so that nothing has to be read. */
    public boolean tellsRecords() {
        return events.stream().allMatch(event -> event.record() != null);
    }

    /** Names of the settings that it takes. */
    Stream<String> names() {
        return Stream.concat(
                proofs.stream().flatMap(ProofSpec::names),
                Stream.of(each, complete).filter(Objects::nonNull).flatMap(place -> place.names().stream()));
    }

    /** Reads a declaration that the schema allows; throws {@link IllegalArgumentException} for a broken expression. */
    public static WebhookSpec of(JsonNode node) {
        var events = new ArrayList<Event>();
        node.path("events").forEach(one -> events.add(event(one)));
        return new WebhookSpec(
                node.path("stream").asText(),
                node.path("body").asText().equals("form"),
                ProofSpec.of(node.path("proof"), node.path("time")),
                Place.ofOptional(node.path("id")),
                Place.ofOptional(node.path("topic")),
                template(node.path("each")),
                template(node.path("complete")),
                node.has("ping") ? Pattern.compile(node.path("ping").asText()) : null,
                events);
    }

    private static @Nullable Template template(JsonNode node) {
        return node.isMissingNode() ? null : Template.of(node.asText());
    }

    private static Event event(JsonNode node) {
        var topics = new TreeSet<String>();
        node.path("topics").forEach(topic -> topics.add(topic.asText()));
        return new Event(
                topics,
                node.has("where") ? Condition.of(node.path("where")) : null,
                Place.ofOptional(node.path("changed")),
                Place.ofOptional(node.path("deleted")),
                KeyPlace.ofOptional(node.path("found")),
                PageSpec.pointer(node.path("record")));
    }
}
