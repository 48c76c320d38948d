package dev.karat.engine.hub;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.HexFormat;

/**
 * The model that made the stored profiles, as the store remembers it: its version, and a hash of its content, because
 * nothing keeps a person from editing a file.
 *
 * @param version as the model names itself; it holds no blank
 * @param content 16 hexadecimal digits
 */
record ModelPin(String version, String content) {
    /** Name of the durable fact. */
    static final String NAME = "match-model";

    static ModelPin of(MatchModel model) {
        return new ModelPin(model.version(), HexFormat.of().toHexDigits(Hash.of(ModelJson.write(model))));
    }

    static ModelPin parse(String stored) {
        int blank = stored.lastIndexOf(' ');
        return new ModelPin(stored.substring(0, Math.max(0, blank)), stored.substring(blank + 1));
    }

    /** The model that made the stored profiles; what is wanted if there are none. */
    static ModelPin stored(Store store, ModelPin wanted) {
        // Profiles that nobody pinned are those of the model that every gateway starts with.
        return store.setting(Setting.Scope.GATEWAY, NAME)
                .map(setting -> parse(setting.value()))
                .orElseGet(() -> store.counts().ridMax() == 0 ? wanted : of(MatchModel.standard()));
    }

    GatewayException changedTo(ModelPin wanted) {
        String difference = version.equals(wanted.version)
                ? "a matching model " + version + " of other content than the one that is configured now"
                : "the matching model " + version + ", and " + wanted.version + " is configured now";
        return new GatewayException(ErrorCode.MODEL_CHANGED, "The stored profiles were made with " + difference);
    }

    @Override
    public String toString() {
        return version + " " + content;
    }
}
