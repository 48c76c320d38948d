package dev.karat.camel.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.camel.connector.file.Row;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.ingest.RecordPage.Unreadable;
import java.util.ArrayList;
import java.util.List;

/** Gathers the rows of one file into pages that fit into memory. Used by one thread. */
final class RowPages {
    /** Bytes of the file that one page holds before it is handed on; rows may be a megabyte each. */
    private static final int BYTES_MAX = 4_000_000;

    private final String system;
    private final String stream;
    private final String file;
    private final RoutePages route;
    private final List<JsonNode> records = new ArrayList<>();
    private final List<String> origins = new ArrayList<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();
    private long bytes;
    private int taken;
    private int deadLettered;

    /** @param file name of the file, for people */
    RowPages(String system, String stream, String file, RoutePages route) {
        this.system = system;
        this.stream = stream;
        this.file = file;
        this.route = route;
    }

    void add(Row row) {
        String origin = file + ":" + row.line();
        if (row instanceof Row.Bad bad) {
            unreadable.add(new Unreadable(bad.code(), bad.message(), origin, bad.raw()));
        } else if (row instanceof Row.Good good) {
            records.add(good.record());
            origins.add(origin);
        }
        bytes += row.size();
        handIfFull();
    }

    /** Adds a complaint about the file as a whole; the file itself is kept where it came from. */
    void addWhole(ErrorCode code, String message) {
        unreadable.add(new Unreadable(code, message, file, new byte[0]));
        handIfFull();
    }

    /** Adds the id of a record that is gone. */
    void addAbsent(String id) {
        absent.add(id);
        handIfFull();
    }

    private void handIfFull() {
        if (size() == RecordPage.RECORDS_MAX || bytes >= BYTES_MAX) {
            hand();
        }
    }

    private int size() {
        return records.size() + unreadable.size() + absent.size();
    }

    /** What was handed on so far. */
    Intake.Taken taken() {
        return new Intake.Taken(taken, deadLettered);
    }

    /** Hands on what is gathered; returns after it was committed. */
    void hand() {
        if (size() > 0) {
            taken += size();
            deadLettered += route.hand(new RecordPage(system, stream, records, origins, unreadable, absent, file));
            records.clear();
            origins.clear();
            unreadable.clear();
            absent.clear();
            bytes = 0;
        }
    }
}
