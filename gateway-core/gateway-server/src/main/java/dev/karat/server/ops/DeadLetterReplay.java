package dev.karat.server.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.events.Subscribers;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.PageMapper;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.DeadLetter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Another try of what could not be taken or delivered. Safe for several threads. */
@Component
class DeadLetterReplay {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterReplay.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Hub hub;
    private final PageMapper mapper;
    private final ConnectedSystems systems;
    private final Subscribers subscribers;

    DeadLetterReplay(Hub hub, PageMapper mapper, ConnectedSystems systems, Subscribers subscribers) {
        this.hub = hub;
        this.mapper = mapper;
        this.systems = systems;
        this.subscribers = subscribers;
    }

    /**
     * Takes letters again, as they were received, and deliveries and events that were refused; one that fails again becomes a new
     * letter. What is no JSON, such as a broken row of a file, stays: it would fail again, and nothing must be lost.
     *
     * @param system only those of this system, or null for all
     * @param limit at most so many, the oldest first
     * @return how many were tried
     */
    int replay(@Nullable String system, int limit) {
        int tried = 0;
        for (DeadLetter letter : hub.store().deadLetters(system, limit)) {
            if (again(letter)) {
                Commits.done(hub.dropDeadLetter(letter.id()));
                tried++;
            }
        }
        return tried;
    }

    private boolean again(DeadLetter letter) {
        if (letter.untold() != null) {
            return Commits.done(subscribers.again(letter));
        }
        String profile = letter.undelivered();
        if (profile != null) {
            return Commits.done(hub.retry(letter.system(), profile));
        }
        try {
            JsonNode record = JSON.readTree(letter.payload());
            Optional<String> stream = stream(letter);
            if (stream.isEmpty() || !record.isObject()) {
                return false;
            }
            String origin = "replay of dead letter " + letter.id();
            Commits.done(
                    hub.ingest(mapper.items(new RecordPage(letter.system(), stream.get(), List.of(record), origin))));
            return true;
        } catch (JsonProcessingException noJson) {
            return false;
        } catch (IOException | GatewayException failed) {
            LOG.warn("Dead letter {} cannot be tried again: {}", letter.id(), failed.toString());
            return false;
        }
    }

    private Optional<String> stream(DeadLetter letter) {
        return systems.get(letter.system()).connector().spec().streams().values().stream()
                .filter(stream -> stream.entity().equals(letter.entity()))
                .map(StreamSpec::name)
                .findFirst();
    }
}
