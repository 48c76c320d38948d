package dev.karat.camel.connector.file;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;

/** Decides whether what is missing in a snapshot was deleted, or the snapshot is broken. */
public final class AbsenceGuard {
    private AbsenceGuard() {}

    /**
     * Passes if the missing records may be taken for deleted.
     *
     * @param known live records of the system before this file
     * @param missing those of them that the file does not hold
     * @param bad rows that could not be read: any missing record may be one of them
     * @param percentMax share of the known records that may be missing, 0 to 100
     * @throws GatewayException FILE_SHRANK with the counts
     */
    public static void check(long known, long missing, long bad, int percentMax) {
        if (missing == 0) {
            return;
        }
        if (bad > 0) {
            throw new GatewayException(
                    ErrorCode.FILE_SHRANK,
                    missing + " records are missing, but " + bad + " rows could not be read and may be they");
        }
        if (missing * 100 > known * percentMax) {
            throw new GatewayException(
                    ErrorCode.FILE_SHRANK,
                    missing + " of " + known + " records are missing, more than " + percentMax + " percent");
        }
    }
}
