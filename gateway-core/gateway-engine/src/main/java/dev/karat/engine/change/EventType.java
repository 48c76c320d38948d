package dev.karat.engine.change;

import dev.karat.api.model.Attribute;
import dev.karat.engine.store.StoredChange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can happen to a customer, by the names that business systems know it under. */
public enum EventType {
    CREATED("customer.created"),
    UPDATED("customer.updated"),
    /** The id stands for another customer now. */
    MERGED("customer.merged"),
    /** The id stands for a customer of its own again. */
    UNMERGED("customer.unmerged"),
    /** No record of any system is left in it. */
    ARCHIVED("customer.archived"),
    /** Everything about the customer was removed on request. */
    ERASED("customer.erased"),
    /** Told besides what else happened, so that a system that only minds consent needs nothing else. */
    CONSENT_CHANGED("consent.changed");

    private final String label;

    EventType(String label) {
        this.label = label;
    }

    /** The name as it stands in events and settings. */
    public String label() {
        return label;
    }

    /** The type of that name, if there is one. */
    public static Optional<EventType> of(String label) {
        return Arrays.stream(values()).filter(type -> type.label.equals(label)).findFirst();
    }

    /** What a row of the change log tells, in its order; nothing for one that only makes targets look again. */
    static List<EventType> of(StoredChange change) {
        boolean consent = change.attributes().contains(Attribute.CONSENTS);
        return switch (change.type()) {
            case CREATED -> consent ? List.of(CREATED, CONSENT_CHANGED) : List.of(CREATED);
            case UPDATED -> {
                if (change.attributes().isEmpty()) {
                    yield List.of();
                }
                yield consent ? List.of(UPDATED, CONSENT_CHANGED) : List.of(UPDATED);
            }
            case UNMERGED -> consent ? List.of(UNMERGED, CONSENT_CHANGED) : List.of(UNMERGED);
            case MERGED -> List.of(MERGED);
            case ARCHIVED -> List.of(ARCHIVED);
            case ERASED -> List.of(ERASED);
        };
    }
}
