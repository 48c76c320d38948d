package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Operation;
import dev.karat.engine.store.DeliveryState.Status;
import org.jspecify.annotations.Nullable;

/** A delivery on its way from one state to the next: what is not set stays. Used once, by one thread. */
final class DeliveryEdit {
    private final DeliveryState from;
    private String goldenId;
    private String externalId;
    private Status status;
    private CustomerData desired;
    private @Nullable CustomerData written;
    private @Nullable CustomerData readBack;
    private @Nullable CustomerData earlier;
    private @Nullable CustomerData before;
    private @Nullable String token;
    private int attempts;
    private long nextAttemptAt;
    private @Nullable ErrorCode error;
    private boolean created;
    private Operation operation;

    DeliveryEdit(DeliveryState from) {
        this.from = from;
        goldenId = from.goldenId();
        externalId = from.externalId();
        status = from.status();
        desired = from.desired();
        written = from.written();
        readBack = from.readBack();
        earlier = from.earlier();
        before = from.before();
        token = from.token();
        attempts = from.attempts();
        nextAttemptAt = from.nextAttemptAt();
        error = from.error();
        created = from.created();
        operation = from.operation();
    }

    DeliveryEdit of(String golden) {
        goldenId = golden;
        return this;
    }

    DeliveryEdit to(String record) {
        externalId = record;
        return this;
    }

    DeliveryEdit status(Status next) {
        status = next;
        return this;
    }

    DeliveryEdit desired(Operation todo, CustomerData wanted) {
        operation = todo;
        desired = wanted;
        return this;
    }

    /**
     * What is written now; how the vendor answers is not known.
     *
     * @param still what the record may show instead
     * @param said what the record said by itself
     */
    DeliveryEdit writing(CustomerData now, @Nullable CustomerData still, @Nullable CustomerData said) {
        earlier = still;
        written = now;
        readBack = null;
        before = said;
        return this;
    }

    DeliveryEdit before(CustomerData said) {
        before = said;
        return this;
    }

    DeliveryEdit written(CustomerData all) {
        written = all;
        return this;
    }

    DeliveryEdit answered(CustomerData shown, @Nullable String version) {
        readBack = shown;
        token = version;
        return this;
    }

    DeliveryEdit token(@Nullable String version) {
        token = version;
        return this;
    }

    DeliveryEdit created(boolean byKarat) {
        created = byKarat;
        return this;
    }

    /** When it is tried next, after how many failed tries. */
    DeliveryEdit next(int failed, long at, @Nullable ErrorCode why) {
        attempts = failed;
        nextAttemptAt = at;
        error = why;
        return this;
    }

    /** @param changedAt microseconds since 1970 UTC */
    DeliveryState at(long changedAt) {
        return new DeliveryState(
                from.target(),
                goldenId,
                externalId,
                status,
                desired,
                written,
                readBack,
                earlier,
                before,
                token,
                attempts,
                nextAttemptAt,
                error,
                created,
                changedAt,
                operation);
    }

    /** The same, without counting as a change. */
    DeliveryState unchanged() {
        return at(from.changedAt());
    }
}
