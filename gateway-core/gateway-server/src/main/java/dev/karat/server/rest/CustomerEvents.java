package dev.karat.server.rest;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.DeliveryState;
import dev.karat.server.rest.DeadLettersController.Letter;
import dev.karat.server.rest.ExplainedCustomer.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What happened to a customer, out of all that tells of it, in the order of time. It names attributes, not values. */
@Component
class CustomerEvents {
    private static final int EVENTS_MAX = 500;

    private final CustomerHistory history;

    CustomerEvents(CustomerHistory history) {
        this.history = history;
    }

    /**
     * Events in the order of time.
     *
     * @param erased true if the last change was an erasure
     * @param leftOut older ones that are not told
     */
    record Told(List<Event> events, boolean erased, int leftOut) {}

    /** Of deliveries only the last one to each record is known. */
    Told of(
            String goldenId,
            Collection<DeliveryState> deliveries,
            Collection<Letter> letters,
            Collection<CustomerView.Event> interactions) {
        HistoryView told = history.of(goldenId);
        var events = new ArrayList<Event>();
        told.changes().forEach(change -> events.add(change(change)));
        told.records().forEach(version -> events.add(version(version)));
        told.verdicts().forEach(verdict -> events.add(verdict(verdict)));
        deliveries.forEach(state -> events.add(delivery(state)));
        letters.forEach(letter -> events.add(new Event(
                letter.at(), "DEAD_LETTER", letter.system() + " " + letter.code() + ": " + letter.message(), null)));
        interactions.forEach(one -> events.add(
                new Event(one.at(), "INTERACTION", one.kind() + " at " + one.system() + ": " + one.summary(), null)));
        events.sort(Comparator.comparing(Event::at));
        int leftOut = Math.max(0, events.size() - EVENTS_MAX);
        boolean erased =
                !told.changes().isEmpty() && told.changes().get(0).type().equals("ERASED");
        return new Told(List.copyOf(events.subList(leftOut, events.size())), erased, leftOut);
    }

    private static Event change(HistoryView.Change change) {
        String type = change.type().toLowerCase(Locale.ROOT).replace('_', ' ');
        String other = change.other() == null ? "" : " " + change.other();
        String version = change.version() == null ? "" : ", version " + change.version();
        return new Event(
                change.at(), "CHANGE", type + other + named(": ", change.attributes()) + version, change.cause());
    }

    private static Event version(HistoryView.RecordVersion version) {
        return new Event(
                version.until(),
                "RECORD",
                name(version.record()) + (version.deleted() ? " came back" : " changed"),
                version.replacedBy());
    }

    private static Event verdict(HistoryView.Verdict verdict) {
        String ended = verdict.until() == null ? "" : ", until " + verdict.until() + " by " + verdict.endedBy();
        return new Event(
                verdict.at(),
                "VERDICT",
                verdict.verdict().toLowerCase(Locale.ROOT) + " one: " + name(verdict.first()) + " and "
                        + name(verdict.second()) + ended,
                verdict.by());
    }

    private static Event delivery(DeliveryState state) {
        String record = state.target() + (state.externalId().isEmpty() ? "" : ":" + state.externalId());
        CustomerData written = CustomerDeliveries.written(state);
        String what = named(
                " ",
                (written == null || state.status() != DeliveryState.Status.SETTLED ? state.desired() : written)
                        .attributes().stream().map(Attribute::path).sorted().toList());
        String text = state.operation().withdraws() ? withdrawal(record, state) : fields(record, what, written, state);
        return new Event(
                CustomerReader.instant(state.changedAt()),
                "DELIVERY",
                state.error() == null ? text : text + ": " + state.error(),
                null);
    }

    private static String withdrawal(String record, DeliveryState state) {
        String done = state.operation() == DeliveryState.Operation.DELETE ? "deleted" : "deactivated";
        return switch (state.status()) {
            case SETTLED -> record + " was " + done;
            case PENDING -> record + " waits to be " + done;
            case INTENT -> record + " is being " + done;
            case REJECTED -> record + " refused to be " + done;
            case HELD -> record + " is kept back from being " + done;
        };
    }

    private static String fields(String record, String what, @Nullable CustomerData written, DeliveryState state) {
        return switch (state.status()) {
            case SETTLED ->
                written == null
                        ? record + " holds what it should"
                        : record + (state.created() ? " was created, holds" : " was given") + what;
            case PENDING -> record + " waits for" + what;
            case INTENT -> record + " is being given" + what;
            case REJECTED -> record + " refused" + what;
            case HELD -> record + " is held back from" + what;
        };
    }

    private static String named(String before, Collection<String> names) {
        return names.isEmpty() ? "" : names.stream().collect(Collectors.joining(", ", before, ""));
    }

    private static String name(CustomerView.Key key) {
        return key.system() + ":" + key.id();
    }
}
