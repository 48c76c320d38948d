package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenBuilder;
import dev.karat.engine.survivorship.ValueExplanation;
import dev.karat.server.rest.DeadLettersController.Letter;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts together everything about one customer. It reads the store and asks the survivorship that makes profiles, so that
 * every node can do it. Safe for several threads.
 */
@Component
class CustomerExplainer {
    /** Dead letters of one customer. */
    private static final int LETTERS_MAX = 100;

    /** Records whose dead letters are looked for; a customer has a few. */
    private static final int RECORDS_MAX = 200;

    private final Store store;
    private final Hub hub;
    private final CustomerReader customers;
    private final CustomerDeliveries deliveries;
    private final CustomerEvents events;
    private final Masks masks;
    private final GoldenBuilder builder;

    CustomerExplainer(
            Store store,
            Hub hub,
            CustomerReader customers,
            CustomerDeliveries deliveries,
            CustomerEvents events,
            Masks masks) {
        this.store = store;
        this.hub = hub;
        this.customers = customers;
        this.deliveries = deliveries;
        this.events = events;
        this.masks = masks;
        this.builder = new GoldenBuilder(hub.policy());
    }

    /** The customer that a record belongs to, or belonged to before its system deleted it. Throws NOT_FOUND. */
    ExplainedCustomer byRecord(RecordKey key) {
        return byId(store.lastGoldenIdOf(key)
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.NOT_FOUND,
                        "There is no such record, or it never belonged to a profile; of an erased one only the golden id"
                                + " is known")));
    }

    /**
     * The customer of an id, or of the id that took over from it, of any status, as the caller may see it. Throws
     * NOT_FOUND.
     */
    ExplainedCustomer byId(String id) {
        StoredGolden golden = customers.survivor(id);
        boolean live = golden.status() == StoredGolden.Status.LIVE;
        List<StoredRecord> records = live ? store.recordsOf(golden.id()) : store.recordsLastOf(golden.id());
        CustomerView read = customers.view(golden, golden.id().equals(id) ? null : id, records, Long.MAX_VALUE);
        CustomerView view = Caller.holds(Role.READER) ? read : read.masked();
        List<DeliveryState> states = deliveries.of(golden.id());
        List<Letter> letters = letters(golden.id(), id, records);
        CustomerEvents.Told told = events.of(golden.id(), states, letters, view.interactions());
        var explained = new ExplainedCustomer(
                golden.id(),
                view.redirectedFrom(),
                live
                        ? golden.status().name()
                        : told.erased() ? "ERASED" : golden.status().name(),
                view.version(),
                view.changedAt(),
                !live || builder.build(records).equals(golden.profile()),
                builder.explain(records).stream()
                        .map(value -> value(value, states))
                        .toList(),
                view.records(),
                deliveries.targets(golden, records, states),
                letters,
                told.events(),
                told.leftOut());
        return masks.shown(explained, ExplainedCustomer.class, ExplainedCustomer::masked);
    }

    private static ExplainedCustomer.Value value(ValueExplanation told, Collection<DeliveryState> states) {
        Attribute attribute = told.attribute();
        var value = told.value();
        return new ExplainedCustomer.Value(
                attribute.path(),
                value == null ? null : CustomerDataJson.valueNode(attribute, value),
                told.rule(),
                told.held().stream().map(claim -> claim(attribute, claim)).toList(),
                told.lost().stream().map(lost -> lost(attribute, lost)).toList(),
                states.stream()
                        .filter(state -> value != null && hasReceived(state, attribute, value))
                        .map(state -> new ExplainedCustomer.Received(
                                state.target(), state.externalId(), CustomerReader.instant(state.changedAt())))
                        .toList());
    }

    /** What a settled record holds is what is desired, whatever the vendor made of it; what it held anyway was not given. */
    private static boolean hasReceived(DeliveryState state, Attribute attribute, Value value) {
        CustomerData written = CustomerDeliveries.written(state);
        return state.status() == DeliveryState.Status.SETTLED
                && written != null
                && written.get(attribute) != null
                && value.equals(state.desired().get(attribute));
    }

    private static ExplainedCustomer.Claim claim(Attribute attribute, ValueExplanation.Claim claim) {
        return new ExplainedCustomer.Claim(
                CustomerReader.key(claim.source()),
                CustomerDataJson.valueNode(attribute, claim.value()),
                CustomerReader.instant(claim.at()));
    }

    private static ExplainedCustomer.Lost lost(Attribute attribute, ValueExplanation.Lost lost) {
        ExplainedCustomer.Claim claim = claim(attribute, lost.claim());
        return new ExplainedCustomer.Lost(
                claim.record(), claim.value(), claim.at(), lost.reason().name(), lost.because());
    }

    private List<Letter> letters(String goldenId, @Nullable String asked, List<StoredRecord> records) {
        List<RecordKey> keys =
                records.stream().limit(RECORDS_MAX).map(StoredRecord::key).toList();
        var found = new ArrayList<DeadLetter>(store.deadLettersOf(keys, LETTERS_MAX));
        List<String> ids =
                Stream.of(goldenId, asked).filter(Objects::nonNull).distinct().toList();
        for (String target : hub.policy().targets().keySet().stream().sorted().toList()) {
            found.addAll(store.deadLettersOfDeliveries(target, ids, LETTERS_MAX));
        }
        boolean operator = Caller.holds(Role.OPERATOR);
        return found.stream()
                .limit(LETTERS_MAX)
                .map(Letter::of)
                .map(letter -> operator ? letter : letter.masked())
                .toList();
    }
}
