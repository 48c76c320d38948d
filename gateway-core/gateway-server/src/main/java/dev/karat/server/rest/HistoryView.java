package dev.karat.server.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a golden id. It names attributes, never values; {@code asOf} shows those.
 *
 * @param status LIVE, ARCHIVED or REDIRECT
 * @param redirectTo the id that took over, or null
 * @param changes newest first
 * @param records versions of its records that were replaced, the last replaced first
 * @param verdicts stewards' verdicts about its present records, those that stand first
 */
@Schema(name = "CustomerHistory")
record HistoryView(
        String id,
        String status,
        @Nullable String redirectTo,
        List<Change> changes,
        List<RecordVersion> records,
        List<Verdict> verdicts) {

    /**
     * One change.
     *
     * @param version version of the profile that it led to; null if it happened to another id
     * @param type CREATED, UPDATED, MERGED (into another), UNMERGED (from it), MERGED_IN and SPLIT_OFF (another one),
     *     ARCHIVED, ERASED
     * @param cause key of the record, or name of the steward or the operation, that caused it
     * @param attributes what differs from the version before
     * @param other the other golden id of a merge or split
     */
    @Schema(name = "CustomerChange")
    record Change(
            @Nullable Long version,
            Instant at,
            String type,
            String cause,
            List<String> attributes,
            @Nullable String other) {}

    /** A version of a record that stood from one time to another, and what replaced it. */
    @Schema(name = "RecordVersion")
    record RecordVersion(CustomerView.Key record, Instant since, Instant until, boolean deleted, String replacedBy) {}

    /**
     * A steward's verdict about two records.
     *
     * @param until when it was replaced or withdrawn; null if it stands
     * @param endedBy login of the steward who did that
     */
    @Schema(name = "Verdict")
    record Verdict(
            CustomerView.Key first,
            CustomerView.Key second,
            String verdict,
            String by,
            Instant at,
            @Nullable Instant until,
            @Nullable String endedBy) {}
}
