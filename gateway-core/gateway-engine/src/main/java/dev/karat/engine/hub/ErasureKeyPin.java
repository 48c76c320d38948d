package dev.karat.engine.hub;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.ingest.Erasures;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;

/** The durable fact by which processes that share a database tell that they have the same erasure key. */
final class ErasureKeyPin {
    private static final String NAME = "erasure-key";

    private ErasureKeyPin() {}

    /** Throws CLUSTER_KEY_DIFFERS if another process noted another key. */
    static void check(Store store, byte[] key) {
        store.setting(Setting.Scope.GATEWAY, NAME).ifPresent(known -> {
            if (!known.value().equals(Erasures.fingerprint(key))) {
                throw new GatewayException(
                        ErrorCode.CLUSTER_KEY_DIFFERS, "The other nodes have another erasure key than this one");
            }
        });
    }

    /** What is noted of a key. */
    static Setting of(byte[] key, long micros) {
        return new Setting(Setting.Scope.GATEWAY, NAME, Erasures.fingerprint(key), micros);
    }
}
