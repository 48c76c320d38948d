package dev.karat.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.policy.Phase;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of what would be written to a target now.
 *
 * @param phase phase in force
 * @param open true if it may be written now
 * @param complete false if not everything is planned that would be written; the notes say why
 * @param lag changes of profiles that were not compared with the target yet
 * @param notes what holds for the whole target
 * @param counts of this page
 * @param changes in the order of golden ids
 * @param next golden id to go on after, also where this page holds no change; null on the last page
 */
@Schema(name = "TargetPreview")
record PreviewView(
        String target,
        Phase phase,
        boolean open,
        boolean complete,
        long lag,
        List<String> notes,
        Counts counts,
        List<Change> changes,
        @Nullable String next) {
    /**
     * How much of what.
     *
     * @param creates records that are to be created; the vendor may know the customer after all, and is asked before
     * @param updates records that are to be changed
     * @param withdrawals records that are to be deactivated or deleted
     * @param emptied fields that lose their value
     * @param held records that the brake keeps back, or would once the target is open
     * @param refused records that the vendor refused
     * @param ready records that nothing keeps from being written now
     */
    @Schema(name = "PreviewCounts")
    record Counts(long creates, long updates, long withdrawals, long emptied, long held, long refused, long ready) {}

    /**
     * What changes in one record.
     *
     * @param goldenId the customer
     * @param record id there; null for a new one
     * @param operation what is done beside the consents that are named: WRITE, CLEAR, DEACTIVATE, DELETE, or NONE
     * @param error why the last try failed, or null
     * @param fix what to do about it, or null
     * @param obstacles what keeps it from being written now; empty if nothing does
     */
    @Schema(name = "PreviewedChange")
    record Change(
            String goldenId,
            @Nullable String record,
            String status,
            String operation,
            List<Field> fields,
            @Nullable ErrorCode error,
            @Nullable String fix,
            List<Obstacle> obstacles) {}

    /**
     * What changes in one field.
     *
     * @param before what is there; null for nothing
     * @param after what will be there, in the form that the vendor can hold; null for nothing
     */
    @Schema(name = "PreviewedField")
    record Field(
            String attribute,
            @Schema(type = "object") @Nullable JsonNode before,
            @Schema(type = "object") @Nullable JsonNode after) {}
}
