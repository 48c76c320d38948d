package dev.karat.engine.delivery;

import dev.karat.engine.delivery.BrakeState.Allowance;
import dev.karat.engine.delivery.BrakeState.Held;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.DeliveryState;
import org.jspecify.annotations.Nullable;

/** What the brake says about one delivery, as a sentence. Safe for several threads. */
public final class BrakeWords {
    private BrakeWords() {}

    /** Why a delivery is held, as a sentence. */
    public static String held(TargetPolicy target, BrakeState state, DeliveryState delivery) {
        Held held = state.held();
        if (held != null && delivery.changedAt() == held.at()) {
            return "The brake holds run " + held.run() + " of " + target.system() + " for a person's decision";
        }
        Allowance allowed = state.allowance();
        return allowed != null && delivery.changedAt() == allowed.until()
                ? "Run " + allowed.run() + " was approved, and it is about to wait for its turn"
                : "A person rejected the run that it belonged to; it is written once its values are others";
    }

    /**
     * Why the brake keeps a delivery back that waits, or would as soon as it is taken; null if it does not.
     *
     * @param empties whether it empties a field
     */
    public static @Nullable String keepsBack(
            TargetPolicy target, BrakeState state, DeliveryState delivery, boolean empties) {
        Held held = state.held();
        if (held != null) {
            return "Waits: the brake holds run " + held.run() + " of " + target.system() + " for a person's decision";
        }
        Allowance allowed = state.allowance();
        if (allowed != null && allowed.isAbout(delivery)) {
            return null;
        }
        if (allowed != null && allowed.alone()) {
            return "Waits: it was not in the preview by which " + target.system() + " goes live";
        }
        if (empties && target.brake().clears().of(0) == 0) {
            return "It empties fields, which the brake holds for a person's decision";
        }
        return delivery.externalId().isEmpty() && target.brake().creates().of(0) == 0
                ? "It creates a record, which the brake holds for a person's decision"
                : null;
    }
}
