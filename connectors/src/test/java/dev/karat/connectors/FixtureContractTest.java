package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.conformance.Fixtures;
import dev.karat.camel.conformance.Step;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.spec.Capability;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.mapping.MappingExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The golden files of every mapping, both ways. {@code -Dkarat.fixtures=write} writes what the mapping makes of their
 * records; a stream that has none gets those of the mapping's examples and, where there is one, a record of the twin.
 */
class FixtureContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<String> ids() {
        return VendorsOnDisk.ids();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ids")
    void areWhatTheMappingMakes(String id) throws IOException {
        Path folder = VendorsOnDisk.ROOT.resolve(id);
        ConnectorFolder connector = ConnectorFolder.load(folder).orThrow();
        var fixtures = new Fixtures(connector, folder);
        if ("write".equals(System.getProperty("karat.fixtures"))) {
            begin(connector, folder.resolve(Fixtures.FOLDER));
            fixtures.write();
        }
        List<Step> held = fixtures.check();
        assertThat(held)
                .as("written with -Dkarat.fixtures=write")
                .allSatisfy(step -> assertThat(step.state()).as(step + "").isEqualTo(Step.State.PASSED));
        connector
                .mappings()
                .keySet()
                .forEach(stream -> assertThat(held)
                        .as("fixtures of %s, written with -Dkarat.fixtures=write", stream)
                        .anyMatch(step -> step.what().startsWith("fixture " + stream + "/")));
    }

    private static void begin(ConnectorFolder connector, Path fixtures) throws IOException {
        for (var mapping : connector.mappings().entrySet()) {
            Path folder = fixtures.resolve(mapping.getKey());
            if (Files.isDirectory(folder)) {
                continue;
            }
            Files.createDirectories(folder);
            for (MappingExample example : mapping.getValue().spec().examples()) {
                JsonNode in = example.in();
                if (in != null) {
                    ObjectNode fixture = JSON.createObjectNode();
                    if (example.context().country() != null) {
                        fixture.put("country", example.context().country());
                    }
                    fixture.put("zone", example.context().zone().getId());
                    if (example.context().blank() == MappingContext.Blank.CLEARED) {
                        fixture.put("blank", "cleared");
                    }
                    fixture.set("in", in);
                    write(folder.resolve(name(example.name())), fixture);
                }
            }
            var vendor = Vendor.of(connector.spec().id()).orElse(null);
            if (vendor != null && mapping.getKey().equals("customers")) {
                try (VendorUnderTest twin = VendorsOnDisk.open(vendor)) {
                    twin.enter(1);
                    ObjectNode fixture = JSON.createObjectNode();
                    boolean read = connector.spec().capabilities().contains(Capability.READ);
                    fixture.set("in", (read ? twin.read(null).records() : twin.twin.all()).get(0));
                    write(folder.resolve("a-record-of-the-twin.json"), fixture);
                }
            }
        }
    }

    private static String name(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "") + ".json";
    }

    private static void write(Path file, ObjectNode fixture) throws IOException {
        Files.writeString(file, fixture.toString());
    }
}
