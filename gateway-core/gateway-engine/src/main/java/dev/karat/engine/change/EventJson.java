package dev.karat.engine.change;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.CustomerDataJson;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as CloudEvents 1.0 in structured JSON, with the extension {@code sequence}. Safe for several threads.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0.2</a>
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/sequence.md">its sequence</a>
 */
public final class EventJson {
    /** Media type of one event. */
    public static final String MEDIA_TYPE = JsonFormat.CONTENT_TYPE;

    private static final String DATA_TYPE = "application/json";

    private final JsonFormat format = new JsonFormat();
    private final URI source;
    private final UnaryOperator<ObjectNode> shown;

    /** @param environment name of the gateway's environment; all nodes of a gateway have the same */
    public EventJson(String environment) {
        this(environment, data -> data);
    }

    /** @param shown makes of an event's data what is shown of it */
    public EventJson(String environment, UnaryOperator<ObjectNode> shown) {
        this.shown = shown;
        source = URI.create("urn:karat:"
                + URLEncoder.encode(environment, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    /** The event in UTF-8. */
    public byte[] bytes(CustomerEvent event) {
        Instant time = Instant.EPOCH.plus(event.change().at(), ChronoUnit.MICROS);
        return format.serialize(CloudEventBuilder.v1()
                .withId(event.id())
                .withSource(source)
                .withType(event.type().label())
                .withSubject(event.goldenId())
                .withTime(time.atOffset(ZoneOffset.UTC))
                .withExtension("sequence", String.format(Locale.ROOT, "%019d", event.place()))
                .withData(DATA_TYPE, JsonCloudEventData.wrap(shown.apply(data(event))))
                .build());
    }

    /** The event in one line. */
    public String text(CustomerEvent event) {
        return new String(bytes(event), StandardCharsets.UTF_8);
    }

    private static ObjectNode data(CustomerEvent event) {
        boolean consent = event.type() == EventType.CONSENT_CHANGED;
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("version", event.change().version());
        var attributes = data.putArray("attributes");
        event.change().attributes().stream()
                .filter(attribute -> !consent || attribute == Attribute.CONSENTS)
                .map(Attribute::path)
                .sorted()
                .forEach(attributes::add);
        if (event.change().other() != null) {
            data.put("other", event.change().other());
        }
        // Who erased may have said why in words of his own.
        if (event.type() != EventType.ERASED) {
            data.put("cause", event.change().cause());
        }
        put(data, "before", event.before(), consent);
        put(data, "after", event.after(), consent);
        return data;
    }

    private static void put(ObjectNode data, String name, @Nullable CustomerData profile, boolean consent) {
        if (profile == null) {
            data.putNull(name);
        } else {
            CustomerData shown = consent ? profile.only(Attribute.CONSENTS::equals) : profile;
            data.set(name, CustomerDataJson.toNode(shown));
        }
    }
}
