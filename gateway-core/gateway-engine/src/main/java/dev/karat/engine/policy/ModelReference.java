package dev.karat.engine.policy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import java.nio.file.Path;

/** The matching model that gateway.yaml names: a version that comes with Karat, or a file, seen from its own folder. */
final class ModelReference {
    private static final String POINTER = "/matching/model";

    private ModelReference() {}

    static Loaded<MatchModel> read(YamlDocument yaml, Path folder) {
        MatchModel standard = MatchModel.standard();
        String name = yaml.at(POINTER).asText(standard.version());
        if (name.equals(standard.version())) {
            return Loaded.of(standard);
        }
        try {
            return Loaded.of(ModelJson.read(folder.resolve(name)));
        } catch (GatewayException unusable) {
            return yaml.failed(ErrorCode.MODEL_INVALID, POINTER, String.valueOf(unusable.getMessage()));
        }
    }
}
