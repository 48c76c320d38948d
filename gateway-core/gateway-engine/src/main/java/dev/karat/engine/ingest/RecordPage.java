package dev.karat.engine.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import java.util.List;

/**
 * A page of vendor records on its way to {@code golden:ingest}.
 *
 * @param system name of the system in gateway.yaml
 * @param stream stream of its connector, such as {@code customers}
 * @param records the vendor's records as they came
 * @param origins where each record came from, for people: a file and its line; empty if {@code origin} says all
 * @param unreadable what stood between the records and cannot be read as one
 * @param absent ids of records that the vendor holds no more: each was deleted
 * @param origin where the page came from, for people: a file, a request
 * @param askedAt when the vendor was asked for it, microseconds; what was heard since is newer, however late the page
 *     arrives. 0 if nobody was asked: it is as new as its arrival
 */
public record RecordPage(
        String system,
        String stream,
        List<JsonNode> records,
        List<String> origins,
        List<Unreadable> unreadable,
        List<String> absent,
        String origin,
        long askedAt) {
    /** Most records of one page, unreadable and absent ones included. */
    public static final int RECORDS_MAX = 500;

    public RecordPage {
        records = List.copyOf(records);
        origins = List.copyOf(origins);
        unreadable = List.copyOf(unreadable);
        absent = List.copyOf(absent);
        if (records.size() + unreadable.size() + absent.size() > RECORDS_MAX) {
            throw new IllegalArgumentException("A page holds at most " + RECORDS_MAX + " records");
        }
        if (!origins.isEmpty() && origins.size() != records.size()) {
            throw new IllegalArgumentException("There is one origin per record, or none");
        }
    }

    /** A page that nobody asked for. */
    public RecordPage(
            String system,
            String stream,
            List<JsonNode> records,
            List<String> origins,
            List<Unreadable> unreadable,
            List<String> absent,
            String origin) {
        this(system, stream, records, origins, unreadable, absent, origin, 0);
    }

    /** The same page as the answer to what was asked then. */
    public RecordPage asked(long at) {
        return new RecordPage(system, stream, records, origins, unreadable, absent, origin, at);
    }

    /** A page whose records could all be read. */
    public RecordPage(String system, String stream, List<JsonNode> records, String origin) {
        this(system, stream, records, List.of(), List.of(), List.of(), origin);
    }

    /** Where a record came from, by its place in the page. */
    public String origin(int index) {
        return origins.isEmpty() ? origin : origins.get(index);
    }

    /** Counts only: records are personal data. */
    @Override
    public String toString() {
        return "RecordPage[" + system + "/" + stream + ", " + records.size() + " records, " + unreadable.size()
                + " unreadable, " + absent.size() + " absent, " + origin + "]";
    }

    /**
     * Something that cannot be read as a record; it goes to the dead letters.
     *
     * @param message what is wrong, without personal data
     * @param origin where it came from, for people
     * @param payload bytes as they were received
     */
    public record Unreadable(ErrorCode code, String message, String origin, byte[] payload) {
        /** Reason and place only: the payload is personal data. */
        @Override
        public String toString() {
            return "Unreadable[" + code + ", " + origin + "]";
        }
    }
}
