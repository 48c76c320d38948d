package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.delivery.RevertPage;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.Store;
import dev.karat.server.ops.BrakeStatus;
import dev.karat.server.ops.TargetOperations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Runs of a target: what the brake holds, and what is taken back. */
@RestController
@RequestMapping("/api/targets/{target}")
@Tag(name = "Targets", description = "What would be written")
class BrakeController {
    private final TargetOperations operations;

    BrakeController(TargetOperations operations) {
        this.operations = operations;
    }

    /** The brake of a target, and the last runs that can be taken back, the latest first. */
    @Schema(name = "Brake")
    record BrakeView(String target, BrakeStatus brake, List<Store.Run> runs) {}

    @GetMapping("/brake")
    @Operation(summary = "What the brake of a target holds and why, with samples; ids and field names only")
    BrakeView brake(@PathVariable String target) {
        return new BrakeView(target, operations.brake(target), operations.runs(target));
    }

    /** Why something is decided, for the audit log; no personal data. */
    @Schema(name = "RunDecision")
    record Decision(String reason) {}

    @PostMapping("/brake/{run}/{decision:approve|reject}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Has exactly the run written that the brake holds, or leaves it unwritten")
    void decide(
            @PathVariable String target,
            @PathVariable long run,
            @PathVariable String decision,
            @RequestBody Decision body) {
        operations.decide(target, run, decision.equals("approve"), reason(body.reason()));
    }

    /**
     * What to take back.
     *
     * @param dryRun true to tell only what would be done
     * @param after where to go on, as the answer before said; null to begin
     */
    @Schema(name = "RevertWish")
    record Revert(long run, boolean dryRun, @Nullable DeliveryKey after, String reason) {}

    @PostMapping("/revert")
    @Operation(
            summary = "Gives records back what a run replaced there, a page of its writes",
            description =
                    "Fields that were changed since are skipped, with the reason. Records that the run created stay."
                            + " The writes go through gate and brake. Go on with after as of next until it is null.")
    RevertPage revert(@PathVariable String target, @RequestBody Revert wish) {
        return operations.revert(target, wish.run(), wish.after(), wish.dryRun(), reason(wish.reason()));
    }

    /** JSON may leave out what our types promise. */
    private static String reason(@Nullable String reason) {
        if (reason == null) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "The member reason is missing");
        }
        return reason;
    }
}
