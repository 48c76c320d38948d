package dev.karat.api.error;

/**
 * The stable codes of Karat's errors. A code never changes its meaning; scripts, alerts and the documentation refer to
 * it. Each carries the usual kind and what to do about it.
 */
public enum ErrorCode {
    // Configuration, with file and line.
    YAML_SYNTAX(ErrorKind.FATAL, "Correct the YAML at the line that is named."),
    CONFIG_INVALID(ErrorKind.FATAL, "Correct the setting that is named; the published JSON Schema completes it."),
    CONNECTOR_UNKNOWN(ErrorKind.FATAL, "Use the name of a folder in connectors/."),
    CONNECTOR_INVALID(ErrorKind.FATAL, "Correct connector.yaml at the line that is named."),
    CONNECTOR_API(
            ErrorKind.FATAL, "Take the version of the connector that was made for this gateway, or another gateway."),
    PLUGIN_INVALID(ErrorKind.FATAL, "Correct the plugin as the message says, and put it into the folder again."),
    PLUGIN_WAITS(ErrorKind.FATAL, "Start the gateway again when it suits you; until then the former version runs."),
    SYSTEM_UNKNOWN(ErrorKind.FATAL, "Name a system of gateway.yaml."),
    TARGET_UNKNOWN(ErrorKind.FATAL, "Name a target of gateway.yaml."),
    SECRET_LITERAL(ErrorKind.FATAL, "Refer to the secret with env:NAME or file:/path; never write it into the file."),
    SECRET_MISSING(ErrorKind.FATAL, "Set the environment variable or create the file that karat validate names."),
    ROUTE_INVALID(
            ErrorKind.FATAL,
            "Correct the route file, karat validate says where; the last good version goes on running."),
    ROUTE_SPLITS_INGEST(ErrorKind.FATAL, "Hand the whole page to golden:ingest; it answers per record."),
    ROUTE_CYCLE(
            ErrorKind.FATAL,
            "Write elsewhere, or read that place as the system that is written there, so that echoes are known."),
    FIELD_TWO_WRITERS(
            ErrorKind.FATAL, "Let one of them write the field: remove it from the other's give, or its route."),
    FIELD_OWNERSHIP(ErrorKind.FATAL, "Leave each field to one owner, and give nobody what it owns or must never get."),
    FIELD_NOT_STORABLE(ErrorKind.FATAL, "Take the field out of give, or have the mapping of the system write it."),
    TARGET_WITHOUT_KEY(
            ErrorKind.FATAL, "Give the target what its records are looked up by, or set its mode to update."),
    MAPPING_INVALID(ErrorKind.FATAL, "Correct the mapping file at the line that is named."),
    MAPPING_EXAMPLE_FAILED(ErrorKind.FATAL, "Correct the mapping or its example."),
    MODEL_INVALID(ErrorKind.FATAL, "Use a model file that was written by resolve --save-model or train."),

    MODEL_CHANGED(
            ErrorKind.FATAL,
            "Name the former model in gateway.yaml, or see with karat plan what this one changes, and karat apply it."),

    POLICY_CHANGED(
            ErrorKind.FATAL,
            "Take the change in gateway.yaml back, or see with karat plan what it changes, and karat apply it."),

    PLAN_OUTDATED(ErrorKind.REJECTED, "Run karat plan again and look at what it shows."),

    // Calls of vendors.
    WEBHOOK_REFUSED(
            ErrorKind.REJECTED,
            "Compare the secret of the connection with the vendor's, and the clocks; see docs/webhooks.md."),
    WEBHOOK_MALFORMED(ErrorKind.REJECTED, "See that the vendor calls this address with the events of its connector."),
    WEBHOOK_LATER(ErrorKind.RETRYABLE, "The vendor calls again, or the record is found by reading."),

    // A record that cannot be taken as it is.
    RECORD_WITHOUT_KEY(ErrorKind.REJECTED, "Give the record an id at the source, or correct records.id of its stream."),
    RECORD_MALFORMED(ErrorKind.REJECTED, "Correct the record at the source, then replay the dead letter."),
    RECORD_TOO_LARGE(ErrorKind.REJECTED, "Drop large fields with raw.drop or raise karat.ingest.record-bytes-max."),
    RECORD_ENCODING(ErrorKind.REJECTED, "Set the right charset of the system, then drop the file again."),
    MAPPING_FAILED(ErrorKind.REJECTED, "Correct the mapping, then replay the dead letter."),
    HOOK_FAILED(ErrorKind.REJECTED, "Update the plugin or take it out, then replay the dead letter."),
    FILE_MALFORMED(ErrorKind.REJECTED, "Correct the file and drop it again under a new name."),
    FILE_SHRANK(ErrorKind.REJECTED, "Confirm that rows were really removed; deletes by absence were not applied."),
    ERASED(ErrorKind.REJECTED, "The customer was erased on request; nothing is stored again."),

    // A vendor's answer.
    VENDOR_UNAUTHORIZED(ErrorKind.FATAL, "Renew the credential of the system, then resume the connection."),
    VENDOR_FORBIDDEN(ErrorKind.FATAL, "Ask the vendor's admin for the missing scope."),
    VENDOR_NOT_FOUND(ErrorKind.REJECTED, "The record is gone or was merged at the vendor."),
    VENDOR_CONFLICT(ErrorKind.REJECTED, "Another record at the vendor holds this unique value."),
    VENDOR_STALE(ErrorKind.RETRYABLE, "The record changed at the vendor meanwhile; it is read and written again."),
    VENDOR_REFUSED(ErrorKind.REJECTED, "The vendor refuses the values; its message says which."),
    VENDOR_RATE_LIMITED(ErrorKind.RETRYABLE, "Nothing to do: the gateway slows down."),
    VENDOR_UNAVAILABLE(ErrorKind.RETRYABLE, "Nothing to do: the gateway tries again."),
    VENDOR_ANSWER_MALFORMED(ErrorKind.RETRYABLE, "If it lasts, a proxy or an outage page stands before the vendor."),
    VENDOR_TIMEOUT(ErrorKind.RETRYABLE, "Nothing to do: the outcome is looked up before writing again."),

    // Delivery.
    WRITE_CLOSED(ErrorKind.FATAL, "Grant the target a phase that writes."),
    OUTCOME_MISSING(ErrorKind.RETRYABLE, "The route ended without an outcome for the item; end it with a sink."),
    OUTCOME_UNKNOWN(
            ErrorKind.RETRYABLE,
            "Look whether the customer is there: if so, reading finds it; if not, replay the dead letter."),
    CREATE_NOT_ALLOWED(ErrorKind.REJECTED, "Set the target's mode to upsert and finish the baseline."),
    BRAKE(ErrorKind.RETRYABLE, "Approve or reject exactly this run with karat brake."),
    RUN_UNKNOWN(ErrorKind.REJECTED, "Take the number of the run from karat brake TARGET."),
    GO_LIVE_REFUSED(ErrorKind.REJECTED, "Do what the message says; karat preview target makes a new plan."),

    // Events for business systems.
    SUBSCRIBER_UNKNOWN(ErrorKind.FATAL, "Name a subscriber of gateway.yaml."),
    SUBSCRIBER_REFUSED(ErrorKind.REJECTED, "Mend the subscriber, then replay the dead letter."),
    SUBSCRIBER_GONE(
            ErrorKind.FATAL, "Take the subscriber out of gateway.yaml, or resume it once it wants events again."),
    STREAMS_LIMIT(ErrorKind.RETRYABLE, "Close streams that nobody reads, or raise karat.events.streams-max."),

    // The gateway itself.
    STORE_UNAVAILABLE(ErrorKind.RETRYABLE, "Check the database and the disk."),
    STORE_IN_USE(ErrorKind.FATAL, "Stop the other gateway that uses this data folder, or name another folder."),
    STORE_VERSION(ErrorKind.FATAL, "Start the version of the gateway that wrote the data, or restore a backup."),
    WRITER_LOST(ErrorKind.RETRYABLE, "Nothing to do: another node writes now, and the gateway asks it."),
    NOT_THE_WRITER(ErrorKind.REJECTED, "Ask the node that karat status names as the writer."),
    CLUSTER_NEEDS_POSTGRESQL(ErrorKind.FATAL, "Set karat.store.url to the PostgreSQL database that all nodes share."),
    CLUSTER_KEY_DIFFERS(
            ErrorKind.FATAL, "Copy the file erasure-key from the data folder of the first node into this one's."),
    BACKUP_REFUSED(ErrorKind.REJECTED, "Name a file that does not exist yet; copy PostgreSQL with pg_dump."),
    RESTORE_REFUSED(
            ErrorKind.REJECTED, "Name a file that karat backup wrote, and add --replace where there is a database."),
    NOT_FOUND(
            ErrorKind.REJECTED,
            "Check the id, which is SYSTEM:ID for a record, or the address, which /api/docs lists."),
    GONE(ErrorKind.REJECTED, "Nothing to do: the customer was archived or erased, and the id stays retired."),
    REQUEST_INVALID(ErrorKind.REJECTED, "Correct the request; the API page at /api/docs describes it."),
    UNAUTHORIZED(
            ErrorKind.FATAL, "Send Authorization: Bearer with a valid token, such as the one in DATA/admin-token."),
    FORBIDDEN(ErrorKind.FATAL, "Ask an admin for the role that the message names."),
    NOT_RUNNING(ErrorKind.REJECTED, "Start the gateway with karat run, or name its data directory with --data."),
    DATA_IN_USE(ErrorKind.FATAL, "Stop the other gateway, or name another data directory with --data."),
    DATA_UNUSABLE(ErrorKind.FATAL, "Make the data directory writable for this user, and check the free space."),
    PORT_IN_USE(ErrorKind.FATAL, "Choose another port with --port, or 0 for any free one."),
    INTERNAL(ErrorKind.RETRYABLE, "Report this with the log lines around it.");

    private final ErrorKind kind;
    private final String fix;

    ErrorCode(ErrorKind kind, String fix) {
        this.kind = kind;
        this.fix = fix;
    }

    /** The kind that this code usually has. */
    public ErrorKind kind() {
        return kind;
    }

    /** What a person can do about it, one sentence. */
    public String fix() {
        return fix;
    }
}
