package dev.karat.camel.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.events.EventCalls;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.read.Sample;
import dev.karat.camel.connector.write.ConsentItem;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a system is asked and told, whatever carries it. Calls block; nothing is retried here, failures say whether that
 * makes sense. Safe for use by several threads.
 */
public interface SystemCalls extends AutoCloseable {
    /**
     * The next page of a stream.
     *
     * @param cursor of the page or run before, or null for the first
     */
    Page read(String stream, @Nullable String cursor);

    /**
     * The first rows of a stream, to be looked at.
     *
     * @param rows how many are asked for, where the vendor lets one choose
     */
    Sample sample(String stream, int rows);

    /** Tells id, version and state of a stream's rows. */
    RecordFacts facts(String stream);

    /**
     * Writes one record.
     *
     * @param entity kind of record
     * @throws GatewayException if the connection as a whole cannot work
     */
    WriteOutcome write(String entity, WriteItem item);

    /**
     * Writes records, together where the vendor takes them so.
     *
     * @param entity kind of record
     * @param behind nobody waits for them, so that other calls go first
     * @return one outcome per item, in their order
     * @throws GatewayException if the connection as a whole cannot work
     */
    List<WriteOutcome> write(String entity, List<WriteItem> items, boolean behind);

    /** The record of that id as a row of a stream; empty if the vendor holds none. */
    Optional<JsonNode> record(String stream, String id);

    /**
     * The record that holds a key of a customer, as a row of a stream; empty if the vendor holds none.
     *
     * @throws GatewayException VENDOR_CONFLICT if several do
     */
    default Optional<JsonNode> find(String stream, Attribute key, String text) {
        throw new GatewayException(
                ErrorCode.CONFIG_INVALID, "The connector finds no record of " + stream + " by a key");
    }

    /** The vendor's record of an item, by its id or the customer's keys: to be asked after an unknown outcome. */
    default Optional<Found> lookup(String entity, WriteItem item) {
        return lookup(entity, item, false);
    }

    /**
     * The same.
     *
     * @param behind nobody waits for it, so that other calls go first
     */
    Optional<Found> lookup(String entity, WriteItem item, boolean behind);

    /** True if the connection says how customers are found by that key, which its connector offers. */
    default boolean looksUpBy(Attribute key) {
        return true;
    }

    /**
     * Enters consents in one record.
     *
     * @param entity kind of record
     * @throws GatewayException if the connection as a whole cannot work, or takes no consents
     */
    default WriteOutcome consent(String entity, ConsentItem item) {
        throw new GatewayException(ErrorCode.CONFIG_INVALID, "The connector enters no consents");
    }

    /**
     * What a subscriber to the vendor's events asks of it.
     *
     * @throws GatewayException CONFIG_INVALID if the vendor tells of changes in no such way
     */
    default EventCalls events() {
        throw new GatewayException(ErrorCode.CONFIG_INVALID, "The connector has no events to subscribe to");
    }

    /** Tells which records of a stream are gone, where the vendor can be asked; null if it cannot. */
    default @Nullable Absence absence(String stream) {
        return null;
    }

    /**
     * Tries the credential with a cheap read.
     *
     * @throws GatewayException what is wrong, such as VENDOR_UNAUTHORIZED or a missing scope
     */
    Check check();

    /** Lets go of what was held open; what is asked later opens it again. */
    @Override
    default void close() {}

    /**
     * A check that went well.
     *
     * @param roundTrip time until the whole answer was there
     * @param clockSkew how far the vendor's clock is ahead of ours, give or take a second; null if it does not tell
     */
    record Check(Duration roundTrip, @Nullable Duration clockSkew) {}

    /** Finds records that are gone by asking for those that are known. */
    interface Absence {
        /** How often all known records are asked for. */
        Duration every();

        /** Share of the known records that may be gone, 0 to 100; if more are, none is taken for deleted. */
        int percentMax();

        /** Those of the ids that the vendor has no more. */
        Set<String> missing(List<String> ids);
    }
}
