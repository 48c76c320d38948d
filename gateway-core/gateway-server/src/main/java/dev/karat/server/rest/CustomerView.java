package dev.karat.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A golden profile with everything that stands behind it.
 *
 * @param id golden id, for ever
 * @param redirectedFrom the id that was asked for, where another took over since; else null
 * @param version rises by one with every visible change
 * @param data surviving values by canonical name
 * @param provenance where each value comes from
 * @param records records that the profile is made of
 * @param interactions what the customer did, newest first
 */
@Schema(name = "Customer")
record CustomerView(
        String id,
        @Nullable String redirectedFrom,
        long version,
        Instant changedAt,
        @Schema(type = "object") JsonNode data,
        List<Origin> provenance,
        List<Source> records,
        List<Event> interactions) {
    /** The same without values. */
    CustomerView masked() {
        return new CustomerView(
                id,
                redirectedFrom,
                version,
                changedAt,
                Masks.members(data),
                provenance.stream().map(Origin::masked).toList(),
                records.stream().map(Source::masked).toList(),
                interactions.stream().map(Event::masked).toList());
    }

    /** Names a record at its source. */
    @Schema(name = "RecordKey")
    record Key(String system, String entity, String id) {}

    /**
     * Where one value comes from.
     *
     * @param sources records that hold it; the first one decided
     * @param rule rule of survivorship that decided
     * @param at age of the decisive value
     * @param losers values that did not survive
     */
    @Schema(name = "Origin")
    record Origin(String attribute, List<Key> sources, String rule, Instant at, List<Loser> losers) {
        private Origin masked() {
            return new Origin(
                    attribute,
                    sources,
                    rule,
                    at,
                    losers.stream()
                            .map(loser -> new Loser(loser.source(), Masks.VALUE))
                            .toList());
        }
    }

    /** A value that did not survive, and who says it. */
    @Schema(name = "Loser")
    record Loser(Key source, @Schema(type = "object") JsonNode value) {}

    /**
     * A record of one system.
     *
     * @param deleted deleted at its source; it gives no evidence any more
     * @param echoes attributes that only repeat what Karat wrote there
     */
    @Schema(name = "SourceRecord")
    record Source(
            String system,
            String entity,
            String id,
            boolean deleted,
            Instant observedAt,
            @Nullable Instant modifiedAt,
            List<String> echoes,
            @Schema(type = "object") JsonNode data) {
        private Source masked() {
            return new Source(system, entity, id, deleted, observedAt, modifiedAt, echoes, Masks.members(data));
        }
    }

    /** Something the customer did, such as a message, a ticket, an order. */
    @Schema(name = "Interaction")
    record Event(
            String system,
            String id,
            String kind,
            Instant at,
            String summary,
            @Nullable String status) {
        private Event masked() {
            return new Event(system, id, kind, at, Masks.TEXT, status);
        }
    }
}
