package dev.karat.camel.connector.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;

/** One row of a file. Immutable by convention. */
public sealed interface Row permits Row.Good, Row.Bad {
    /** Line of the file on which it begins, from 1. */
    long line();

    /** Bytes that it takes in the file, at least. */
    int size();

    /**
     * A row that can be read.
     *
     * @param record cells by column, or the JSON object of the line
     */
    record Good(long line, int size, ObjectNode record) implements Row {
        /** Line only: the cells are personal data. */
        @Override
        public String toString() {
            return "Good[" + line + "]";
        }
    }

    /**
     * A row that cannot be read; the rows around it can.
     *
     * @param message what is wrong, without personal data
     * @param raw the row as it was received, without the end of its line; very long ones are cut
     */
    record Bad(long line, ErrorCode code, String message, byte[] raw) implements Row {
        @Override
        public int size() {
            return raw.length;
        }

        /** Line and reason only: the row is personal data. */
        @Override
        public String toString() {
            return "Bad[" + line + ", " + code + "]";
        }
    }
}
