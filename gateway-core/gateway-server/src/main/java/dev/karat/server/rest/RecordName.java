package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;

/** Records as people name them: {@code SYSTEM:ID}. */
final class RecordName {
    private RecordName() {}

    static RecordKey different(RecordKey key, RecordKey from) {
        if (key.equals(from)) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "The two records are one and the same");
        }
        return key;
    }

    /** A vendor's id may hold colons, the name of a system does not. */
    static RecordKey key(String text, String entity) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "A record is named SYSTEM:ID");
        }
        try {
            return new RecordKey(text.substring(0, colon), entity, text.substring(colon + 1));
        } catch (IllegalArgumentException notAnId) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, String.valueOf(notAnId.getMessage()), notAnId);
        }
    }
}
