package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Operation;
import dev.karat.engine.store.DeliveryState.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The steps that a delivery takes, each a new state. */
final class DeliverySlots {
    /** Before everything that is due at once: a customer has refused something. */
    private static final long URGENT = -1;

    private DeliverySlots() {}

    static DeliveryState fresh(
            String target, String goldenId, String externalId, Operation operation, CustomerData desired, long at) {
        return new DeliveryState(
                target,
                goldenId,
                externalId,
                Status.PENDING,
                desired,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                null,
                false,
                at,
                operation);
    }

    /** A new desired state; what was refused before may now be taken. */
    static DeliveryState desired(
            DeliveryState state, Status status, Operation operation, CustomerData desired, boolean urgent, long at) {
        return new DeliveryEdit(state)
                .status(status)
                .desired(operation, desired)
                .next(0, urgent ? URGENT : 0, null)
                .at(at);
    }

    /** To be done again, or no more, as it stands. */
    static DeliveryState desired(DeliveryState state, Status status, long at) {
        return desired(state, status, state.operation(), state.desired(), false, at);
    }

    /** A new desired state while the one before is on its way: when that is looked up stays as it is. */
    static DeliveryState outdated(DeliveryState intent, CustomerData desired, long at) {
        return new DeliveryEdit(intent).desired(intent.operation(), desired).at(at);
    }

    /** The same slot under the profile that the record belongs to now. */
    static DeliveryState moved(DeliveryState state, String goldenId, long at) {
        // What is held bears the time of the run that holds it.
        return new DeliveryEdit(state).of(goldenId).at(state.status() == Status.HELD ? state.changedAt() : at);
    }

    /**
     * Kept back by the brake.
     *
     * @param mark the time that marks what the run holds
     */
    static DeliveryState held(DeliveryState state, long mark) {
        return new DeliveryEdit(state)
                .status(Status.HELD)
                .next(state.attempts(), state.nextAttemptAt(), ErrorCode.BRAKE)
                .at(mark);
    }

    /** Given back by the brake. */
    static DeliveryState released(DeliveryState state) {
        return new DeliveryEdit(state)
                .status(Status.PENDING)
                .next(state.attempts(), state.nextAttemptAt(), null)
                .unchanged();
    }

    /**
     * About to be written: durable before the call, so that its echo is known even after a crash.
     *
     * @param written all that Karat wrote there then
     * @param earlier what the record may show instead
     * @param before what the record said by itself
     */
    static DeliveryState intent(
            DeliveryState state,
            CustomerData written,
            @Nullable CustomerData earlier,
            @Nullable CustomerData before,
            long lookUpAt) {
        return new DeliveryEdit(state)
                .status(Status.INTENT)
                .writing(written, earlier, before)
                .next(state.attempts(), lookUpAt, state.error())
                .unchanged();
    }

    /** On its way as before, and looked up at another time. */
    static DeliveryState lookedUpAt(DeliveryState intent, long lookUpAt) {
        return new DeliveryEdit(intent)
                .next(intent.attempts(), lookUpAt, intent.error())
                .unchanged();
    }

    /** What is due is written in the order of the time of its next attempt, and a change has none. */
    static DeliveryState behind(DeliveryState state, long at) {
        return isUrgent(state)
                ? state
                : new DeliveryEdit(state)
                        .next(state.attempts(), Math.max(at, state.nextAttemptAt()), state.error())
                        .unchanged();
    }

    /** True if the brake let it go before with the same values, and it failed, or was taken back before it was tried. */
    static boolean wasLet(DeliveryState state) {
        return state.attempts() > 0 || state.error() != null;
    }

    /** True if it is a creation that may have happened. It is repeated as it was, since only that can be found again. */
    static boolean isUnknownCreation(DeliveryState state) {
        return state.status() == Status.INTENT && state.externalId().isEmpty() && state.written() != null;
    }

    /** True if a customer has refused something, which waits for nobody. */
    static boolean isUrgent(DeliveryState state) {
        return state.nextAttemptAt() < 0;
    }

    static DeliveryState applied(
            DeliveryState state,
            String externalId,
            CustomerData readBack,
            @Nullable String token,
            boolean created,
            long at) {
        return new DeliveryEdit(state)
                .to(externalId)
                .status(Status.SETTLED)
                .answered(readBack, token)
                .created(created)
                .next(0, 0, null)
                .at(at);
    }

    /**
     * What came of consents is known: a refusal that is read from now on and was not there yet is none of Karat's, even if
     * Karat once wrote the same.
     */
    static DeliveryState told(DeliveryState state) {
        CustomerData written = state.written();
        return written == null
                ? state
                : new DeliveryEdit(state)
                        .written(Consents.in(
                                written,
                                written.blocks(Attribute.CONSENTS).stream()
                                        .map(block -> Consents.marked(block, true))
                                        .toList()))
                        .unchanged();
    }

    /** Consents were answered; whether anything else is to be done is planned then. */
    static DeliveryState consented(DeliveryState state, CustomerData readBack, @Nullable String token, long at) {
        return new DeliveryEdit(state)
                .status(Status.PENDING)
                .answered(readBack, token)
                .next(0, 0, null)
                .at(at);
    }

    /** A creation of unknown outcome whose record turned up. */
    static DeliveryState answered(DeliveryState state, String externalId, CustomerData readBack) {
        return applied(state, externalId, readBack, state.token(), true, state.changedAt());
    }

    /** A creation whose record turned up, but not all of it may be there: it is compared and written again. */
    static DeliveryState unfinished(DeliveryState state, long nextAttemptAt, long at) {
        return new DeliveryEdit(state)
                .status(Status.PENDING)
                .writing(Objects.requireNonNull(state.written()), state.readBack(), state.before())
                .next(state.attempts(), nextAttemptAt, state.error())
                .at(at);
    }

    static DeliveryState failed(DeliveryState state, Status status, ErrorCode code, long nextAttemptAt, long at) {
        // What is stale, or may be after a write of unknown outcome, would be refused again and again.
        boolean outdated = code == ErrorCode.VENDOR_STALE || status == Status.INTENT;
        return new DeliveryEdit(state)
                .status(status)
                .token(outdated ? null : state.token())
                .next(state.attempts() + 1, nextAttemptAt, code)
                .at(at);
    }

    /** To be tried again on the version with this token. */
    static DeliveryState stale(DeliveryState state, @Nullable String token, long nextAttemptAt, long at) {
        return new DeliveryEdit(state)
                .status(Status.PENDING)
                .token(token)
                .next(state.attempts() + 1, nextAttemptAt, ErrorCode.VENDOR_STALE)
                .at(at);
    }

    /** Taken back without a try. */
    static DeliveryState postponed(DeliveryState state, Status status, ErrorCode code, long nextAttemptAt, long at) {
        return new DeliveryEdit(state)
                .status(status)
                .next(state.attempts(), nextAttemptAt, code)
                .at(at);
    }

    /** When an item is due again that nobody tried: a refusal before all, and what is behind not before {@code later}. */
    static long again(DeliveryItem item, long later) {
        if (item.kind() == DeliveryItem.Kind.OPT_OUT) {
            return URGENT;
        }
        return item.behind() ? later : 0;
    }

    /** True if nobody waits for it: it was planned by a comparison of every profile, and not tried yet. */
    static boolean isBehind(DeliveryState state) {
        return state.status() == Status.PENDING && state.attempts() == 0 && state.nextAttemptAt() > 0;
    }
}
