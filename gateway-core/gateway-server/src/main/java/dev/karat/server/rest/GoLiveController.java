package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.delivery.GoLive;
import dev.karat.server.ops.LiveStatus;
import dev.karat.server.ops.TargetOperations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Opens targets step by step, by the plan of a preview. */
@RestController
@RequestMapping("/api/targets/{target}")
@Tag(name = "Targets", description = "What would be written")
class GoLiveController {
    private static final int CANARY_MAX = 1_000;

    private final TargetOperations operations;
    private final PreviewPlans plans;

    GoLiveController(TargetOperations operations, PreviewPlans plans) {
        this.operations = operations;
        this.plans = plans;
    }

    @PostMapping("/plans")
    @Operation(summary = "Counts what would be written to a target now, and keeps that as a plan to go live by")
    PreviewPlans.View plan(@PathVariable String target) {
        return plans.make(target);
    }

    /**
     * The next step: a canary of a plan, or a wave.
     *
     * @param plan id of the plan; a wave may leave it out
     * @param canary customers to write first, 1 to 1000
     * @param wave share of the plan to have written then, 1 to 100 per cent
     */
    @Schema(name = "GoLiveStep")
    record Step(
            @Nullable Long plan,
            @Nullable Integer canary,
            @Nullable Integer wave) {}

    @PostMapping("/go-live")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Writes the first customers of a plan, or a share of it",
            description =
                    "Refused if the policy or what would be written changed since the preview, if another target is"
                            + " going live, or if gateway.yaml allows less. Nothing but the plan is written until the wave of 100.")
    LiveStatus step(@PathVariable String target, @RequestBody Step step) {
        Integer canary = step.canary();
        Integer wave = step.wave();
        Long plan = step.plan();
        if (canary != null && wave == null && plan != null && canary >= 1 && canary <= CANARY_MAX) {
            operations.canary(target, plan, canary);
        } else if (wave != null && canary == null && wave >= 1 && wave <= GoLive.ALL) {
            operations.wave(target, plan, wave);
        } else {
            throw new GatewayException(
                    ErrorCode.REQUEST_INVALID,
                    "A step is a plan with a canary of 1 to " + CANARY_MAX + ", or a wave of 1 to 100");
        }
        return operations.live(target);
    }

    @GetMapping("/go-live")
    @Operation(summary = "How far a target has gone live, and what it read back")
    LiveStatus live(@PathVariable String target) {
        return operations.live(target);
    }

    @DeleteMapping("/go-live")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Gives going live up; the target is closed")
    void cancel(@PathVariable String target) {
        operations.cancelLive(target);
    }
}
