package dev.karat.engine.change;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.WhereFilter;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which events somebody wants. A segment is left as visibly as it is entered: its expression is asked of the profile
 * before and of the one after, and either is enough. Immutable; safe for several threads.
 */
public final class EventFilter implements Predicate<CustomerEvent> {
    /** After these a receiver that has the customer must let it go, so they pass where no profile is left to ask. */
    private static final Set<EventType> ENDS =
            Set.copyOf(EnumSet.of(EventType.MERGED, EventType.ARCHIVED, EventType.ERASED));

    private final Set<EventType> types;
    private final @Nullable WhereFilter where;

    /**
     * Compiles the filter; throws CONFIG_INVALID if the expression cannot be read.
     *
     * @param where JSLT expression over the profile, or null for all
     */
    public EventFilter(Set<EventType> types, @Nullable String where) {
        this.types = Set.copyOf(types);
        this.where = where == null ? null : new WhereFilter(where);
    }

    @Override
    public boolean test(CustomerEvent event) {
        return types.contains(event.type()) && (where == null || isOf(where, event));
    }

    private static boolean isOf(WhereFilter segment, CustomerEvent event) {
        CustomerData before = event.before();
        CustomerData after = event.after();
        if (before == null && after == null) {
            return ENDS.contains(event.type());
        }
        return (before != null && segment.test(before)) || (after != null && segment.test(after));
    }
}
