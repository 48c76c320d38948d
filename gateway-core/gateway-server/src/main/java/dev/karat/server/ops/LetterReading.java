package dev.karat.server.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.PageMapper;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.DeadLetter;
import dev.karat.server.ops.ReplayReport.Tried;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads dead letters by the mappings of now. Safe for several threads. */
@Component
class LetterReading {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PageMapper mapper;
    private final ConnectedSystems systems;

    LetterReading(PageMapper mapper, ConnectedSystems systems) {
        this.mapper = mapper;
        this.systems = systems;
    }

    /**
     * What a letter says now.
     *
     * @param items what to hand over; empty for a delivery or an event, and for a letter that fails as before
     * @param failure why it fails; null if it can be read
     */
    record Read(
            DeadLetter letter,
            List<IngestItem> items,
            @Nullable Tried failure) {}

    /** @param dryRun a letter that fails for another reason is not handed over to bear that one */
    Read read(DeadLetter letter, boolean dryRun) {
        if (letter.undelivered() != null || letter.untold() != null) {
            return new Read(letter, List.of(), null);
        }
        try {
            JsonNode record = JSON.readTree(letter.payload());
            if (!record.isObject()) {
                return noRecord(letter);
            }
            return mapped(letter, record, dryRun);
        } catch (JsonProcessingException noJson) {
            return noRecord(letter);
        } catch (IOException | GatewayException failed) {
            ErrorCode code = failed instanceof GatewayException known ? known.code() : ErrorCode.INTERNAL;
            return fails(letter, code, String.valueOf(failed.getMessage()));
        }
    }

    private Read mapped(DeadLetter letter, JsonNode record, boolean dryRun) {
        var page = new RecordPage(letter.system(), stream(letter), List.of(record), letter.origin());
        List<IngestItem> items =
                mapper.items(page).stream().map(item -> asOf(item, letter.at())).toList();
        for (IngestItem item : items) {
            if (item instanceof IngestItem.Unreadable still) {
                return new Read(
                        letter,
                        dryRun || isTheSame(letter, still) ? List.of() : List.of(renamed(letter, still)),
                        Tried.fails(letter.id(), still.code(), still.message()));
            }
        }
        return new Read(letter, items, null);
    }

    /** It was seen when it was received, not now: what came since is newer. */
    private static IngestItem asOf(IngestItem item, long at) {
        return item instanceof IngestItem.Version version
                ? new IngestItem.Version(
                        version.key(),
                        version.deleted(),
                        version.partial(),
                        version.data(),
                        version.token(),
                        version.modifiedAt(),
                        at,
                        version.hash(),
                        version.raw())
                : item;
    }

    private static boolean isTheSame(DeadLetter letter, IngestItem.Unreadable still) {
        return letter.code() == still.code() && letter.message().equals(still.message());
    }

    private static IngestItem renamed(DeadLetter letter, IngestItem.Unreadable still) {
        return new IngestItem.Unreadable(
                letter.system(),
                letter.entity(),
                letter.recordId() == null ? still.recordId() : letter.recordId(),
                still.code(),
                still.message(),
                letter.origin(),
                letter.payload());
    }

    private static Read noRecord(DeadLetter letter) {
        return fails(letter, letter.code(), "What was received is no whole record; the source has to send it again");
    }

    private static Read fails(DeadLetter letter, ErrorCode code, String message) {
        return new Read(letter, List.of(), Tried.fails(letter.id(), code, message));
    }

    private String stream(DeadLetter letter) {
        return systems.get(letter.system()).connector().spec().streams().values().stream()
                .filter(stream -> stream.entity().equals(letter.entity()))
                .map(StreamSpec::name)
                .findFirst()
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.CONFIG_INVALID,
                        "The connector of " + letter.system() + " reads no " + letter.entity() + " any more"));
    }
}
