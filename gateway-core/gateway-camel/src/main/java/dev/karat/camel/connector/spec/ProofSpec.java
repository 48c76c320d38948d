package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.camel.connector.spec.WebhookSpec.Place;
import dev.karat.engine.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What proves that a vendor made a call. Immutable.
 *
 * @param standard the scheme of Standard Webhooks, which says all else
 * @param in where the proof is; a header may be named by a setting of the connection
 * @param mac algorithm of {@link javax.crypto.Mac}, or null if the secret itself is sent
 * @param encoding how the code is written
 * @param over what the code is over: {@code body}, {@code time}, {@code method}, {@code url} and fixed text, in order
 * @param secrets templates of keys; those that are not given are left out, so that a key can be changed
 * @param time when the vendor made the call, or null if it does not say
 */
public record ProofSpec(
        boolean standard,
        Place in,
        @Nullable String mac,
        Encoding encoding,
        List<String> over,
        List<Template> secrets,
        @Nullable Time time) {
    private static final String TOLERANCE = "5m";

    public ProofSpec {
        over = List.copyOf(over);
        secrets = List.copyOf(secrets);
    }

    /** How a code is written. */
    public enum Encoding {
        BASE64,
        HEX,
        /** One of the two, which its length tells. */
        EITHER
    }

    /** How a time is written. */
    public enum Unit {
        SECONDS,
        MILLIS,
        ISO
    }

    /** When a call was made, and how far that may be from now. */
    public record Time(Place in, Unit unit, Duration tolerance) {
        private static @Nullable Time ofOptional(JsonNode node) {
            return node.isMissingNode()
                    ? null
                    : new Time(
                            Place.of(node),
                            Unit.valueOf(node.path("unit").asText().toUpperCase(Locale.ROOT)),
                            Durations.parse(node.path("tolerance").asText(TOLERANCE)));
        }
    }

    /** Names of the settings that it takes. */
    Stream<String> names() {
        return Stream.concat(in.names(), secrets.stream().flatMap(secret -> secret.names().stream()));
    }

    /**
     * One, or several of which the first that can be used is.
     *
     * @param time of those that declare none of their own
     */
    static List<ProofSpec> of(JsonNode node, JsonNode time) {
        var proofs = new ArrayList<ProofSpec>();
        (node.isArray() ? node : List.of(node)).forEach(one -> proofs.add(one(one, time)));
        return proofs;
    }

    private static ProofSpec one(JsonNode node, JsonNode time) {
        var over = new ArrayList<String>();
        node.path("over").forEach(part -> over.add(part.asText()));
        var secrets = new ArrayList<Template>();
        node.path("secrets").forEach(secret -> secrets.add(Template.of(secret.asText())));
        boolean standard = node.path("scheme").asText().equals("standard");
        return new ProofSpec(
                standard,
                standard ? Place.ofHeader("webhook-signature") : Place.of(node),
                StreamSpec.text(node.path("mac")),
                Encoding.valueOf(node.path("encoding").asText("base64").toUpperCase(Locale.ROOT)),
                over,
                secrets,
                standard
                        ? new Time(Place.ofHeader("webhook-timestamp"), Unit.SECONDS, Durations.parse(TOLERANCE))
                        : Time.ofOptional(node.has("time") ? node.path("time") : time));
    }
}
