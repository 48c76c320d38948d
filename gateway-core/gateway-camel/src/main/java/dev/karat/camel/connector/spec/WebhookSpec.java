package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import dev.karat.engine.mapping.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor calls when something changed. What it says about a record is not taken: it is told which record it is, and
 * that is read, so that calls may come late, twice or in any order. Immutable.
 *
 * @param stream stream of the records that are told of
 * @param form the body is a form rather than JSON
 * @param proof how a call proves that the vendor made it
 * @param time when the vendor made the call, or null if it does not say
 * @param id what names the call, the same when it is made again; null if nothing does
 * @param topic what kind of event it is, or null if there is one kind only
 * @param each events in the body, or null if the body is one
 * @param ping form of a body without a proof by which the vendor tries the address, or null; it tells nothing
 * @param events what to do, the first match decides
 */
public record WebhookSpec(
        String stream,
        boolean form,
        Proof proof,
        @Nullable Time time,
        @Nullable Place id,
        @Nullable Place topic,
        @Nullable JsonPointer each,
        @Nullable Pattern ping,
        List<Event> events) {
    private static final String TOLERANCE = "5m";

    public WebhookSpec {
        events = List.copyOf(events);
    }

    /**
     * Where a call holds a text: a header, or else a place in the event.
     *
     * @param pattern its first group is the text, or null for all of it
     */
    public record Place(
            @Nullable String header,
            @Nullable JsonPointer at,
            @Nullable Pattern pattern) {
        static Place of(JsonNode node) {
            return new Place(
                    StreamSpec.text(node.path("header")),
                    PageSpec.pointer(node.path("at")),
                    node.has("pattern") ? Pattern.compile(node.path("pattern").asText()) : null);
        }

        static @Nullable Place ofOptional(JsonNode node) {
            return node.isMissingNode() ? null : of(node);
        }
    }

    /**
     * What proves a call.
     *
     * @param in where the proof is
     * @param mac algorithm of {@link javax.crypto.Mac}, or null if the secret itself is sent
     * @param hex the proof is in hexadecimal digits rather than Base64
     * @param over what the code is over: {@code body}, {@code time}, {@code method}, {@code url} and fixed text, in order
     * @param secrets templates of keys; those that are not given are left out, so that a key can be changed
     */
    public record Proof(Place in, @Nullable String mac, boolean hex, List<String> over, List<Template> secrets) {
        public Proof {
            over = List.copyOf(over);
            secrets = List.copyOf(secrets);
        }
    }

    /** How a time is written. */
    public enum Unit {
        SECONDS,
        MILLIS,
        ISO
    }

    /** When a call was made, and how far that may be from now. */
    public record Time(Place in, Unit unit, Duration tolerance) {}

    /**
     * One kind of event.
     *
     * @param topics its names; all if empty
     * @param where what is true of the event, or null
     * @param changed where the id of a record stands that was changed, or an array of such, or null
     * @param deleted where the id of a record stands that was deleted, or an array of such, or null
     */
    public record Event(
            Set<String> topics,
            @Nullable Condition where,
            @Nullable Place changed,
            @Nullable Place deleted) {
        public Event {
            topics = Set.copyOf(topics);
        }
    }

    /** Names of the settings that it takes. */
    Stream<String> names() {
        return proof.secrets().stream().flatMap(secret -> secret.names().stream());
    }

    /** Reads a declaration that the schema allows; throws {@link IllegalArgumentException} for a broken expression. */
    public static WebhookSpec of(JsonNode node) {
        var events = new ArrayList<Event>();
        node.path("events").forEach(one -> events.add(event(one)));
        return new WebhookSpec(
                node.path("stream").asText(),
                node.path("body").asText().equals("form"),
                proof(node.path("proof")),
                node.has("time") ? time(node.path("time")) : null,
                Place.ofOptional(node.path("id")),
                Place.ofOptional(node.path("topic")),
                PageSpec.pointer(node.path("each")),
                node.has("ping") ? Pattern.compile(node.path("ping").asText()) : null,
                events);
    }

    private static Proof proof(JsonNode node) {
        var over = new ArrayList<String>();
        node.path("over").forEach(part -> over.add(part.asText()));
        var secrets = new ArrayList<Template>();
        node.path("secrets").forEach(secret -> secrets.add(Template.of(secret.asText())));
        return new Proof(
                Place.of(node),
                StreamSpec.text(node.path("mac")),
                node.path("encoding").asText().equals("hex"),
                over,
                secrets);
    }

    private static Time time(JsonNode node) {
        return new Time(
                Place.of(node),
                Unit.valueOf(node.path("unit").asText().toUpperCase(Locale.ROOT)),
                Durations.parse(node.path("tolerance").asText(TOLERANCE)));
    }

    private static Event event(JsonNode node) {
        var topics = new TreeSet<String>();
        node.path("topics").forEach(topic -> topics.add(topic.asText()));
        return new Event(
                topics,
                node.has("where") ? Condition.of(node.path("where")) : null,
                Place.ofOptional(node.path("changed")),
                Place.ofOptional(node.path("deleted")));
    }
}
