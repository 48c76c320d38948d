package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.delivery.PreviewPlan;
import dev.karat.engine.delivery.RunNumber;
import dev.karat.engine.delivery.WriteCounts;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.server.GatewaySettings;
import dev.karat.server.ops.Commits;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes a plan of what a preview shows, by which a target can go live. Safe for several threads. */
@Component
class PreviewPlans {
    private final Hub hub;
    private final GatewaySettings settings;

    PreviewPlans(Hub hub, GatewaySettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /**
     * A plan.
     *
     * @param id by which the target goes live
     * @param policy fingerprint of what the target is given and of the matching model
     * @param incomplete why not everything was planned that would be written, which is no plan to go live by; or null
     */
    @Schema(name = "PreviewPlan")
    record View(
            long id,
            String policy,
            Instant expiresAt,
            WriteCounts counts,
            @Nullable String incomplete) {}

    /** Counts what waits now, and keeps that. For an operator. Throws TARGET_UNKNOWN. */
    View make(String target) {
        String by = Caller.require(Role.OPERATOR);
        TargetPolicy policy = hub.policy().targets().get(target);
        if (policy == null) {
            throw new GatewayException(ErrorCode.TARGET_UNKNOWN, "There is no target " + target);
        }
        Instant now = hub.clock().instant();
        Instant expires = now.plus(settings.delivery().planValid());
        // Taken before it is counted: what is planned meanwhile makes it no less complete.
        String incomplete = new WritingNow(hub, policy).incomplete();
        long last = PreviewPlan.of(target, hub.store()).map(PreviewPlan::id).orElse(0L);
        var plan = new PreviewPlan(
                Math.max(last + 1, RunNumber.at(now)),
                hub.givenNow(target),
                micros(now),
                micros(expires),
                hub.preview(target).waiting(micros(now)),
                incomplete == null,
                by);
        Commits.done(hub.remember(target, plan));
        Audit.note(
                by,
                "plan",
                "target=" + target + " plan=" + plan.id() + " writes="
                        + plan.counts().writes());
        return new View(plan.id(), plan.policy(), expires, plan.counts(), incomplete);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
