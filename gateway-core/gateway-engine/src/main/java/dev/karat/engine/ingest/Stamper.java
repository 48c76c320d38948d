package dev.karat.engine.ingest;

import dev.karat.api.model.Stamp;
import dev.karat.engine.store.StoredRecord;
import org.jspecify.annotations.Nullable;

/** Fixes the place of an arriving version in the life of its record. */
final class Stamper {
    private Stamper() {}

    /**
     * The stamp of an arriving version. A delete without a token takes the stored one, so that it is later than what it
     * deletes; a source that changes between having tokens and having none starts a new epoch. What was taken before the
     * stored version starts none, however late it arrives: a file that is loaded is older than what streamed in since.
     */
    static Stamp stamp(IngestItem.Version version, @Nullable StoredRecord stored) {
        long token = version.token() == null ? Stamp.NO_TOKEN : version.token();
        if (stored == null) {
            return new Stamp(0, token, version.observedAt(), version.hash());
        }
        Stamp known = stored.stamp();
        if (version.deleted() && version.token() == null) {
            return new Stamp(known.epoch(), known.token(), version.observedAt(), version.hash());
        }
        boolean kindChanged = (token == Stamp.NO_TOKEN) != (known.token() == Stamp.NO_TOKEN)
                && version.observedAt() > known.observedAt();
        return new Stamp(kindChanged ? known.epoch() + 1 : known.epoch(), token, version.observedAt(), version.hash());
    }
}
