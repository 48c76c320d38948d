package dev.karat.engine.delivery;

import dev.karat.engine.store.Consents.Subject;
import java.util.Set;

/**
 * Which consents a target is told.
 *
 * @param refusals those of which a refusal is written
 * @param grants those of which a proven grant is written, too
 */
public record ConsentReach(Set<Subject> refusals, Set<Subject> grants) {
    public static final ConsentReach NONE = new ConsentReach(Set.of(), Set.of());

    public ConsentReach {
        refusals = Set.copyOf(refusals);
        grants = Set.copyOf(grants);
    }

    boolean isEmpty() {
        return refusals.isEmpty() && grants.isEmpty();
    }
}
