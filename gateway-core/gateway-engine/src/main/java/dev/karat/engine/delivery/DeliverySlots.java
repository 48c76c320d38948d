package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import org.jspecify.annotations.Nullable;

/** The steps that a delivery takes, each a new state. */
final class DeliverySlots {
    private DeliverySlots() {}

    static DeliveryState fresh(String target, String goldenId, String externalId, CustomerData desired, long at) {
        return new DeliveryState(
                target, goldenId, externalId, Status.PENDING, desired, null, null, null, null, 0, 0, null, false, at);
    }

    /** A new desired state; what was refused before may now be taken. */
    static DeliveryState desired(DeliveryState state, Status status, CustomerData desired, long at) {
        return copy(
                state,
                state.goldenId(),
                state.externalId(),
                status,
                desired,
                state.written(),
                state.readBack(),
                state.before(),
                state.token(),
                0,
                0,
                null,
                state.created(),
                at);
    }

    /** A new desired state while the one before is on its way: when that is looked up stays as it is. */
    static DeliveryState outdated(DeliveryState intent, CustomerData desired, long at) {
        return copy(
                intent,
                intent.goldenId(),
                intent.externalId(),
                Status.INTENT,
                desired,
                intent.written(),
                intent.readBack(),
                intent.before(),
                intent.token(),
                intent.attempts(),
                intent.nextAttemptAt(),
                intent.error(),
                intent.created(),
                at);
    }

    /** The same slot under the profile that the record belongs to now. */
    static DeliveryState moved(DeliveryState state, String goldenId, long at) {
        return copy(
                state,
                goldenId,
                state.externalId(),
                state.status(),
                state.desired(),
                state.written(),
                state.readBack(),
                state.before(),
                state.token(),
                state.attempts(),
                state.nextAttemptAt(),
                state.error(),
                state.created(),
                at);
    }

    /** About to be written: durable before the call, so that its echo is known even after a crash. */
    static DeliveryState intent(DeliveryState state, @Nullable CustomerData before, long lookUpAt) {
        return copy(
                state,
                state.goldenId(),
                state.externalId(),
                Status.INTENT,
                state.desired(),
                state.desired(),
                null,
                state.before() == null ? before : state.before(),
                state.token(),
                state.attempts(),
                lookUpAt,
                null,
                state.created(),
                state.changedAt());
    }

    /** What is due is written in the order of the time of its next attempt, and a change has none. */
    static DeliveryState behind(DeliveryState state, long at) {
        return copy(
                state,
                state.goldenId(),
                state.externalId(),
                state.status(),
                state.desired(),
                state.written(),
                state.readBack(),
                state.before(),
                state.token(),
                state.attempts(),
                Math.max(at, state.nextAttemptAt()),
                state.error(),
                state.created(),
                state.changedAt());
    }

    static DeliveryState applied(
            DeliveryState state,
            String externalId,
            CustomerData readBack,
            @Nullable String token,
            boolean created,
            long at) {
        return copy(
                state,
                state.goldenId(),
                externalId,
                Status.SETTLED,
                state.desired(),
                state.written(),
                readBack,
                state.before(),
                token,
                0,
                0,
                null,
                created,
                at);
    }

    /** A creation of unknown outcome whose record turned up. */
    static DeliveryState answered(DeliveryState state, String externalId, CustomerData readBack) {
        return applied(state, externalId, readBack, state.token(), true, state.changedAt());
    }

    static DeliveryState failed(DeliveryState state, Status status, ErrorCode code, long nextAttemptAt, long at) {
        return copy(
                state,
                state.goldenId(),
                state.externalId(),
                status,
                state.desired(),
                state.written(),
                state.readBack(),
                state.before(),
                // What is stale, or may be after a write of unknown outcome, would be refused again and again.
                code == ErrorCode.VENDOR_STALE || status == Status.INTENT ? null : state.token(),
                state.attempts() + 1,
                nextAttemptAt,
                code,
                state.created(),
                at);
    }

    /** Taken back without a try. */
    static DeliveryState postponed(DeliveryState state, Status status, ErrorCode code, long nextAttemptAt, long at) {
        return copy(
                state,
                state.goldenId(),
                state.externalId(),
                status,
                state.desired(),
                state.written(),
                state.readBack(),
                state.before(),
                state.token(),
                state.attempts(),
                nextAttemptAt,
                code,
                state.created(),
                at);
    }

    /** True if nobody waits for it: it was planned by a comparison of every profile, and not tried yet. */
    static boolean isBehind(DeliveryState state) {
        return state.status() == Status.PENDING && state.attempts() == 0 && state.nextAttemptAt() > 0;
    }

    /** To be tried again on the version with this token. */
    static DeliveryState stale(DeliveryState state, @Nullable String token, long nextAttemptAt, long at) {
        return copy(
                state,
                state.goldenId(),
                state.externalId(),
                Status.PENDING,
                state.desired(),
                state.written(),
                state.readBack(),
                state.before(),
                token,
                state.attempts() + 1,
                nextAttemptAt,
                ErrorCode.VENDOR_STALE,
                state.created(),
                at);
    }

    private static DeliveryState copy(
            DeliveryState from,
            String goldenId,
            String externalId,
            Status status,
            CustomerData desired,
            @Nullable CustomerData written,
            @Nullable CustomerData readBack,
            @Nullable CustomerData before,
            @Nullable String token,
            int attempts,
            long nextAttemptAt,
            @Nullable ErrorCode error,
            boolean created,
            long at) {
        return new DeliveryState(
                from.target(),
                goldenId,
                externalId,
                status,
                desired,
                written,
                readBack,
                before,
                token,
                attempts,
                nextAttemptAt,
                error,
                created,
                at);
    }
}
