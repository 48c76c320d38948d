package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.delivery.Resync;
import dev.karat.server.ops.DriftStatus;
import dev.karat.server.ops.GatewayStatus;
import dev.karat.server.ops.Operations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The operators' operations over HTTP. */
@RestController
@RequestMapping("/api")
@Tag(name = "Gateway", description = "Status and operation")
class GatewayController {
    private final Operations operations;

    GatewayController(Operations operations) {
        this.operations = operations;
    }

    @GetMapping("/status")
    @Operation(summary = "How the gateway stands, with what needs a person")
    GatewayStatus status() {
        return operations.status();
    }

    /** The phase to grant. */
    record PhaseGrant(String phase) {}

    @PutMapping("/targets/{target}/phase")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Grants a target a phase; gateway.yaml may allow less")
    void grantPhase(@PathVariable String target, @RequestBody PhaseGrant grant) {
        operations.grantPhase(target, required(grant.phase(), "phase"));
    }

    /**
     * What to compare.
     *
     * @param where JSLT expression over the profiles, or all without one; no personal data if it can be helped
     * @param fields names of canonical fields of which one has to differ, or any without them
     */
    record ResyncWish(@Nullable String where, @Nullable List<String> fields) {}

    @PostMapping("/targets/{target}/resync")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Compares profiles with a target, as the status tells; plans what differs")
    void resync(@PathVariable String target, @RequestBody(required = false) @Nullable ResyncWish wish) {
        operations.resync(target, wish == null ? null : wish.where(), wish == null ? null : wish.fields());
    }

    @PostMapping("/targets/{target}/resync/{action:pause|resume|cancel}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Pauses, resumes or cancels the resync of a target")
    void steerResync(@PathVariable String target, @PathVariable String action) {
        operations.steerResync(target, Resync.Action.valueOf(action.toUpperCase(Locale.ROOT)));
    }

    /** How many records to compare; 0 for all. */
    record DriftWish(int sample) {}

    @PostMapping("/targets/{target}/drift")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Compares what a target holds with what it should hold; writes nothing",
            description = "Reads records at the vendor, chosen by chance, behind whatever somebody waits for. This node"
                    + " tells how far it is.")
    void checkDrift(@PathVariable String target, @RequestBody DriftWish wish) {
        operations.checkDrift(target, wish.sample());
    }

    @GetMapping("/targets/{target}/drift")
    @Operation(summary = "How the last drift check of a target stands or ended; names of fields, no values")
    DriftStatus drift(@PathVariable String target) {
        return operations.drift(target);
    }

    /** A change of policy as {@code karat plan} names it. */
    record PlannedChange(String change) {}

    @PostMapping("/policy/apply")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Applies a planned change of policy, carried out at the next start with that gateway.yaml")
    void applyPolicy(@RequestBody PlannedChange planned) {
        operations.applyPolicy(required(planned.change(), "change"));
    }

    /** Why something is done, for the audit log; no personal data. */
    record Reason(String reason) {}

    @PostMapping("/writes/stop")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Closes every target at once, also over a restart")
    void stopWrites(@RequestBody Reason reason) {
        operations.stopWrites(null, required(reason.reason(), "reason"));
    }

    @PostMapping("/writes/resume")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Opens the targets again as their phases allow")
    void resumeWrites(@RequestBody Reason reason) {
        operations.resumeWrites(null, required(reason.reason(), "reason"));
    }

    @PostMapping("/targets/{target}/writes/stop")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Closes one target at once, also over a restart; what it was granted stays")
    void stopWritesTo(@PathVariable String target, @RequestBody Reason reason) {
        operations.stopWrites(target, required(reason.reason(), "reason"));
    }

    @PostMapping("/targets/{target}/writes/resume")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Opens one target again as its phase allows")
    void resumeWritesTo(@PathVariable String target, @RequestBody Reason reason) {
        operations.resumeWrites(target, required(reason.reason(), "reason"));
    }

    /** Where to write a backup: an absolute path on the gateway's machine, of a file that does not exist. */
    record BackupFile(String file) {}

    /** A finished backup. */
    record BackupResult(String file, long bytes) {}

    @PostMapping("/backup")
    @Operation(summary = "Copies the database into a new file while the gateway runs")
    BackupResult backup(@RequestBody BackupFile wanted) {
        try {
            Path file = Path.of(required(wanted.file(), "file"));
            return new BackupResult(file.toString(), operations.backup(file));
        } catch (InvalidPathException notAPath) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "This is no path of a file", notAPath);
        }
    }

    /** JSON may leave out what our types promise. */
    private static String required(@Nullable String value, String name) {
        if (value == null || value.isBlank()) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "The member " + name + " is missing");
        }
        return value;
    }
}
