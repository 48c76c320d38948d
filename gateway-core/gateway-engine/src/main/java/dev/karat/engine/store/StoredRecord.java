package dev.karat.engine.store;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The latest version of one source record, with its cross-reference.
 *
 * @param rid internal number, rising in the order of first storing; never reused
 * @param key the record's name
 * @param stamp place of this version in the record's life
 * @param deleted the vendor deleted it; it gives no evidence, and its data is that of the last version
 * @param data canonical values; for a stream of partial records the sum of all versions
 * @param echoes what only repeats what Karat wrote there; it is no evidence
 * @param features packed comparison vector of the asserted values; empty if it has none
 * @param goldenId cross-reference; null while the record belongs to no profile
 * @param modifiedAt when the vendor says it was changed, microseconds since 1970 UTC, or null
 * @param raw vendor's payload after raw.drop, compressed
 */
public record StoredRecord(
        long rid,
        RecordKey key,
        Stamp stamp,
        boolean deleted,
        CustomerData data,
        Echoes echoes,
        byte[] features,
        @Nullable String goldenId,
        @Nullable Long modifiedAt,
        byte[] raw) {
    /** One of which each attribute is an echo as a whole, or none. */
    public StoredRecord(
            long rid,
            RecordKey key,
            Stamp stamp,
            boolean deleted,
            CustomerData data,
            Set<Attribute> echoes,
            byte[] features,
            @Nullable String goldenId,
            @Nullable Long modifiedAt,
            byte[] raw) {
        this(rid, key, stamp, deleted, data, Echoes.of(echoes), features, goldenId, modifiedAt, raw);
    }

    /** What the record says independently of Karat; nothing if it was deleted. */
    public CustomerData asserted() {
        return deleted ? CustomerData.empty() : echoes.said(data);
    }

    /** When the record said what it asserts: the vendor's time, else that of observation, in microseconds. */
    public long at() {
        return modifiedAt == null ? stamp.observedAt() : modifiedAt;
    }

    /** The same record with another time at which it said what it asserts, in microseconds. */
    public StoredRecord saidAt(long newModifiedAt) {
        return new StoredRecord(rid, key, stamp, deleted, data, echoes, features, goldenId, newModifiedAt, raw);
    }

    /** The same record as one that its vendor deleted. */
    public StoredRecord gone() {
        return new StoredRecord(rid, key, stamp, true, data, echoes, features, goldenId, modifiedAt, raw);
    }

    /**
     * The same version as another mapping reads it.
     *
     * @param hash of what that reads
     */
    public StoredRecord reread(String hash, CustomerData newData, Echoes newEchoes) {
        var same = new Stamp(stamp.epoch(), stamp.token(), stamp.observedAt(), hash);
        return new StoredRecord(rid, key, same, deleted, newData, newEchoes, features, goldenId, modifiedAt, raw);
    }

    /** The same record in another profile, or in none. */
    public StoredRecord in(@Nullable String newGoldenId) {
        return new StoredRecord(rid, key, stamp, deleted, data, echoes, features, newGoldenId, modifiedAt, raw);
    }

    /** The same record of which each of these attributes is an echo as a whole, with another comparison vector. */
    public StoredRecord withEvidence(Set<Attribute> newEchoes, byte[] newFeatures) {
        return holding(data, Echoes.of(newEchoes)).withFeatures(newFeatures);
    }

    /** The same record with another comparison vector. */
    public StoredRecord withFeatures(byte[] newFeatures) {
        return new StoredRecord(rid, key, stamp, deleted, data, echoes, newFeatures, goldenId, modifiedAt, raw);
    }

    /** The same record with other values, of which these only repeat what Karat wrote. */
    public StoredRecord holding(CustomerData newData, Echoes newEchoes) {
        return new StoredRecord(rid, key, stamp, deleted, newData, newEchoes, features, goldenId, modifiedAt, raw);
    }
}
