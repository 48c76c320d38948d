package dev.karat.testkit.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenProfile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows as an engine would write them, short to name in a test. */
public final class Rows {
    /** 2026-01-02T03:04:05Z in microseconds. */
    public static final long NOW = 1_767_323_045_000_000L;

    private Rows() {}

    public static RecordKey key(String system, String id) {
        return new RecordKey(system, "customer", id);
    }

    /** Somebody with any number of e-mail addresses. */
    public static CustomerData person(String name, String... emails) {
        var data = CustomerData.builder().text(Attribute.NAME, name);
        return emails.length == 0
                ? data.build()
                : data.texts(Attribute.EMAILS, emails).build();
    }

    /** A live record in its first version. */
    public static StoredRecord record(long rid, RecordKey key, @Nullable String goldenId, CustomerData data) {
        return new StoredRecord(
                rid,
                key,
                new Stamp(0, rid, NOW, "hash-" + rid),
                false,
                data,
                Set.of(),
                new byte[] {1, 0, -1},
                goldenId,
                null,
                ("{\"id\":\"" + key.id() + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    public static StoredRecord record(long rid, String system, String id) {
        return record(rid, key(system, id), null, person("Customer " + id, id + "@example.com"));
    }

    /** The same record after its vendor deleted it. */
    public static StoredRecord deleted(StoredRecord one) {
        return new StoredRecord(
                one.rid(),
                one.key(),
                one.stamp(),
                true,
                one.data(),
                one.echoes(),
                one.features(),
                one.goldenId(),
                one.modifiedAt(),
                one.raw());
    }

    /** A live profile. */
    public static StoredGolden golden(String id, long mintSeq, long anchorRid, CustomerData data) {
        return golden(id, mintSeq, anchorRid, StoredGolden.Status.LIVE, new GoldenProfile(data, List.of()));
    }

    public static StoredGolden golden(
            String id, long mintSeq, long anchorRid, StoredGolden.Status status, GoldenProfile profile) {
        return new StoredGolden(id, mintSeq, anchorRid, status, null, 1, profile, NOW);
    }

    public static StoredChange change(long seq, String goldenId) {
        return new StoredChange(
                seq,
                goldenId,
                1,
                StoredChange.Type.CREATED,
                Set.of(Attribute.NAME, Attribute.EMAILS),
                null,
                "erp:customer:1",
                NOW);
    }

    /** A write that waits. */
    public static DeliveryState pending(String target, String goldenId, String externalId, long nextAttemptAt) {
        return delivery(target, goldenId, externalId, DeliveryState.Status.PENDING, nextAttemptAt);
    }

    public static DeliveryState delivery(
            String target, String goldenId, String externalId, DeliveryState.Status status, long nextAttemptAt) {
        return new DeliveryState(
                target,
                goldenId,
                externalId,
                status,
                person("Anna"),
                null,
                null,
                null,
                null,
                0,
                nextAttemptAt,
                null,
                false,
                NOW);
    }

    /** What a write of a run replaced. */
    public static BeforeImage image(String target, long run, String goldenId, String externalId) {
        return new BeforeImage(target, run, goldenId, externalId, NOW, person("Old"), person("New"), false);
    }

    public static Setting fact(String name, String value) {
        return new Setting(Setting.Scope.GATEWAY, name, value, NOW);
    }

    public static Interaction message(String system, String id, String customerRef, long at) {
        return new Interaction(system, id, customerRef, "email", at, "About my order", null);
    }

    public static DeadLetter letter(String system, @Nullable String recordId, String payload) {
        return new DeadLetter(
                0,
                system,
                "customer",
                recordId,
                ErrorCode.RECORD_MALFORMED,
                "Row 7 has 3 columns instead of 5",
                "customers.csv:7",
                payload.getBytes(StandardCharsets.UTF_8),
                NOW);
    }
}
