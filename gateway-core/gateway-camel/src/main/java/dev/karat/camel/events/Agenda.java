package dev.karat.camel.events;

import dev.karat.engine.change.CustomerEvent;
import dev.karat.engine.change.EventFilter;
import dev.karat.engine.change.EventLog;
import dev.karat.engine.change.Subscription;
import dev.karat.engine.change.Subscription.Held;
import dev.karat.engine.policy.SubscriberPolicy;
import dev.karat.engine.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one subscriber is to be told next. For one thread. */
final class Agenda {
    private final SubscriberPolicy policy;
    private final EventFilter filter;
    private final EventLog log;
    private Skimmed skimmed = new Skimmed(-1, 0);

    Agenda(SubscriberPolicy policy, Store store) {
        this.policy = policy;
        this.filter = new EventFilter(policy.types(), policy.where());
        this.log = new EventLog(store);
    }

    /** How far the log holds nothing for this subscriber, since the place was noted. */
    private record Skimmed(long revision, long through) {}

    /**
     * The work of one round.
     *
     * @param customers to be told of, each with the events in their order
     * @param from row of the change log behind which was read
     * @param through last row that was read
     * @param full true if nothing new was read since too many customers are held
     */
    record Work(List<Customer> customers, long from, long through, boolean full) {
        boolean isNothing() {
            return customers.isEmpty() && through == from;
        }
    }

    /** @param attempts how often the first of the events was sent before */
    record Customer(String goldenId, List<CustomerEvent> events, int attempts) {}

    /**
     * What waited and is due, and a page of what is new.
     *
     * @param now microseconds since 1970 UTC
     * @param probing true to find little, since it is not known whether the subscriber takes anything
     */
    Work next(Subscription found, long now, boolean probing) {
        List<Held> due = found.held().stream()
                .filter(held -> held.next() <= now)
                .sorted(Comparator.comparingLong(Held::next))
                .limit(probing ? 1 : policy.limits().batch())
                .toList();
        long after = skimmed.revision() == found.revision() ? skimmed.through() : found.after();
        boolean full = found.held().size() >= policy.limits().held();
        EventLog.Page page = full || (probing && !due.isEmpty())
                ? new EventLog.Page(List.of(), after)
                : log.after(after, probing ? 1 : policy.limits().batch());
        var customers = new ArrayList<Customer>();
        for (Held held : due) {
            List<CustomerEvent> waiting = log.of(held.goldenId(), held.from(), page.through()).stream()
                    .filter(filter)
                    .toList();
            customers.add(new Customer(held.goldenId(), waiting, held.attempts()));
        }
        fresh(found, page).forEach((id, events) -> customers.add(new Customer(id, events, 0)));
        return new Work(customers, after, page.through(), full);
    }

    /** Events of customers that are held wait with those that they are held for. */
    private Map<String, List<CustomerEvent>> fresh(Subscription found, EventLog.Page page) {
        Map<String, List<CustomerEvent>> fresh = new LinkedHashMap<>();
        page.events().stream()
                .filter(filter)
                .filter(event -> found.held(event.goldenId()).isEmpty())
                .forEach(event -> fresh.computeIfAbsent(event.goldenId(), id -> new ArrayList<>())
                        .add(event));
        return fresh;
    }

    /** Takes note that there was nothing to tell up to a row, without a commit for it. */
    void skim(Subscription found, long through) {
        skimmed = new Skimmed(found.revision(), through);
    }
}
