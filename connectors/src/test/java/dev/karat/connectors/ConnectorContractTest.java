package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.engine.config.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every folder with a {@code connector.yaml}. */
class ConnectorContractTest {
    static List<String> ids() {
        return VendorsOnDisk.ids();
    }

    private static Loaded<ConnectorFolder> load(String id) {
        return ConnectorFolder.load(VendorsOnDisk.ROOT.resolve(id));
    }

    /** Loading runs the examples of the mappings and compares the capabilities with the rest of the file. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ids")
    void loadsWithItsMappingsAndTheirExamples(String id) {
        assertThat(load(id).problems()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ids")
    void showsByExamplesWhatItsMappingsMean(String id) {
        load(id).orThrow()
                .mappings()
                .forEach((stream, mapping) ->
                        assertThat(mapping.spec().examples()).as(stream).isNotEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ids")
    void neverWritesConsent(String id) {
        load(id).orThrow()
                .mappings()
                .values()
                .forEach(mapping -> assertThat(mapping.writable(true))
                        .extracting(Object::toString)
                        .doesNotContain("CONSENTS"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ids")
    void tellsItsUsersHowTheVendorBehaves(String id) throws IOException {
        Path file = VendorsOnDisk.ROOT.resolve(id).resolve("BEHAVIOUR.md");
        assertThat(file).exists();
        assertThat(Files.readString(file)).contains("Why this matters");
    }

    @Test
    void isRunAgainstATwinWhereverTheVendorIsCalledOverHttp() {
        assertThat(ids())
                .filteredOn(id -> load(id).orThrow().spec().rest())
                .isNotEmpty()
                .allSatisfy(id -> assertThat(Vendor.of(id)).isPresent());
    }
}
