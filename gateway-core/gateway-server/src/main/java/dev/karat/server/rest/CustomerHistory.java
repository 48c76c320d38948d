package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.PastRecord;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads profiles as they were, and what happened to them. */
@Component
class CustomerHistory {
    /** Changes, replaced versions and verdicts of one answer. */
    static final int EACH_MAX = 500;

    /** Records of the profile whose verdicts are told; a customer has a few. */
    private static final int RECORDS_MAX = 100;

    private final Store store;
    private final CustomerReader customers;

    CustomerHistory(Store store, CustomerReader customers) {
        this.store = store;
        this.customers = customers;
    }

    /** A time as the API takes it. Throws REQUEST_INVALID. */
    static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException notATime) {
            throw new GatewayException(
                    ErrorCode.REQUEST_INVALID, "asOf is a time such as 2026-05-04T13:05:06Z", notATime);
        }
    }

    /** The profile of an id as it was at a time, or of the id that it redirected to then. Throws NOT_FOUND or GONE. */
    CustomerView asOf(String id, Instant when) {
        long at = micros(when);
        StoredGolden golden = golden(id, at);
        for (int hops = 0; golden.redirectTo() != null && hops < Store.REDIRECTS_MAX; hops++) {
            golden = golden(golden.redirectTo(), at);
        }
        if (golden.status() != StoredGolden.Status.LIVE) {
            throw new GatewayException(ErrorCode.GONE, "No record belonged to this customer at that time");
        }
        return customers.view(golden, golden.id().equals(id) ? null : id, store.recordsAsOf(golden.id(), at), at);
    }

    private StoredGolden golden(String id, long at) {
        return store.goldenAsOf(id, at)
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.NOT_FOUND,
                        "There was no customer with this id at that time, or its state then is not kept any more"));
    }

    /** A time beyond what microseconds hold is the end of time. */
    private static long micros(Instant when) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, when);
        } catch (ArithmeticException beyond) {
            return when.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** What happened to an id. Throws NOT_FOUND. */
    HistoryView of(String id) {
        StoredGolden golden = store.goldens(List.of(id)).stream()
                .findFirst()
                .orElseThrow(() -> new GatewayException(ErrorCode.NOT_FOUND, "There is no customer with this id"));
        List<PastRecord> past = store.pastRecordsOf(id, EACH_MAX);
        Set<RecordKey> keys = new LinkedHashSet<>();
        store.recordsOf(id).stream().map(StoredRecord::key).forEach(keys::add);
        past.forEach(one -> keys.add(one.record().key()));
        return new HistoryView(
                id,
                golden.status().name(),
                golden.redirectTo(),
                store.changesOf(id, Long.MAX_VALUE, EACH_MAX).stream()
                        .map(change -> change(change, id))
                        .toList(),
                past.stream().map(CustomerHistory::version).toList(),
                verdicts(keys));
    }

    private static HistoryView.Change change(StoredChange change, String id) {
        boolean own = change.goldenId().equals(id);
        String type = switch (change.type()) {
            case MERGED -> own ? "MERGED" : "MERGED_IN";
            case UNMERGED -> own ? "UNMERGED" : "SPLIT_OFF";
            default -> change.type().name();
        };
        return new HistoryView.Change(
                own ? change.version() : null,
                CustomerReader.instant(change.at()),
                type,
                change.cause(),
                own ? change.attributes().stream().map(Attribute::path).sorted().toList() : List.of(),
                own ? change.other() : change.goldenId());
    }

    private static HistoryView.RecordVersion version(PastRecord past) {
        return new HistoryView.RecordVersion(
                CustomerReader.key(past.record().key()),
                CustomerReader.instant(past.since()),
                CustomerReader.instant(past.until()),
                past.record().deleted(),
                past.cause());
    }

    private List<HistoryView.Verdict> verdicts(Set<RecordKey> keys) {
        Set<HistoryView.Verdict> standing = new LinkedHashSet<>();
        Set<HistoryView.Verdict> ended = new LinkedHashSet<>();
        for (RecordKey key : keys.stream().limit(RECORDS_MAX).toList()) {
            store.decisionsOn(key).forEach(one -> standing.add(verdict(one, null, null)));
            store.pastDecisionsOn(key)
                    .forEach(one ->
                            ended.add(verdict(one.decision(), CustomerReader.instant(one.until()), one.endedBy())));
        }
        standing.addAll(ended);
        return standing.stream().limit(EACH_MAX).toList();
    }

    private static HistoryView.Verdict verdict(
            StewardDecision decision, @Nullable Instant until, @Nullable String endedBy) {
        return new HistoryView.Verdict(
                CustomerReader.key(decision.first()),
                CustomerReader.key(decision.second()),
                decision.verdict().name(),
                decision.by(),
                CustomerReader.instant(decision.at()),
                until,
                endedBy);
    }
}
