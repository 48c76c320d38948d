package dev.karat.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The matching model that gateway.yaml names. */
class ModelReferenceTest {
    @TempDir
    private Path folder;

    private Loaded<GatewayPolicy> read(String matching) throws IOException {
        Path file = folder.resolve(PolicyReader.FILE);
        Files.writeString(file, """
                version: 1
                systems:
                  shop: { connector: shopify }
                %s
                """.formatted(matching));
        return PolicyReader.read(file);
    }

    @Test
    void withoutOneItIsTheOneThatComesWithKarat() throws IOException {
        assertThat(read("").orThrow().matching().model()).isSameAs(MatchModel.standard());
        assertThat(read("matching: { model: default-1 }").orThrow().matching().model())
                .isSameAs(MatchModel.standard());
    }

    @Test
    void aFileIsSeenFromTheFolderOfTheConfiguration() throws IOException {
        var standard = MatchModel.standard();
        var own = standard.fitted("own-1", standard.person(), standard.organization(), standard.frequencies());
        Files.writeString(folder.resolve("model.json"), ModelJson.write(own));

        assertThat(read("matching:\n  model: model.json")
                        .orThrow()
                        .matching()
                        .model()
                        .version())
                .isEqualTo("own-1");
    }

    @Test
    void whatIsNoModelIsToldWithItsLine() throws IOException {
        Files.writeString(folder.resolve("other.json"), "{\"normalizer\": 0}");
        for (String name : new String[] {"nowhere.json", "other.json"}) {
            var problems = read("matching:\n  model: " + name).problems();

            assertThat(problems).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.MODEL_INVALID);
                assertThat(problem.line()).isEqualTo(5);
            });
        }
        assertThat(read("matching: { model: nowhere.json }").problems().get(0).message())
                .contains("there is no file", "nowhere.json");
    }
}
