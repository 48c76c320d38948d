package dev.karat.camel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system that names a mapping of its own in gateway.yaml. */
class OwnMappingTest {
    private static final TestClock CLOCK = TestClock.at("2026-03-01T08:00:00Z");

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  own:
                    connector: shopify
                    connection: { shop: own, token: env:TOKEN }
                    mapping: { customers: mapping/own.yaml }
                  plain: { connector: shopify, connection: { shop: plain, token: env:TOKEN } }
                """);
        Files.createDirectory(folder.resolve("mapping"));
        mapping("entity: customer\nfields:\n  - { to: familyName, from: /note }\n");
    }

    private void mapping(String content) throws IOException {
        Files.writeString(folder.resolve("mapping/own.yaml"), content);
    }

    private ConnectedSystems systems() {
        return new ConnectedSystems(
                PolicyReader.read(folder.resolve("gateway.yaml")).orThrow(),
                Connectors.read(GatewayFixture.CONNECTORS),
                new Secrets(name -> "token"),
                CLOCK);
    }

    private static String familyName(ConnectedSystems systems, String system) throws IOException {
        var row = new ObjectMapper().readTree("{\"id\":1,\"last_name\":\"Lovelace\",\"note\":\"Byron\"}");
        var page = new RecordPage(system, "customers", List.of(row), "test");
        var version =
                (IngestItem.Version) new SystemPages(systems, 1_000).items(page).get(0);
        return String.valueOf(version.data().text(Attribute.FAMILY_NAME));
    }

    @Test
    void readsByItAndLeavesOtherSystemsToTheConnector() throws IOException {
        ConnectedSystems systems = systems();
        assertThat(familyName(systems, "own")).isEqualTo("Byron");
        assertThat(familyName(systems, "plain")).isEqualTo("Lovelace");
    }

    /** Another one has every profile compared with the target. */
    @Test
    void isAnotherOneOnlyIfItSaysSomethingElse() throws IOException {
        Files.writeString(
                folder.resolve("gateway.yaml"),
                "targets:\n  own: { fields: { give: [familyName] } }\n",
                StandardOpenOption.APPEND);
        String first = fingerprint();
        mapping("# ours\nentity: customer\nfields:\n  - to: familyName\n    from: /note\n");
        assertThat(fingerprint()).isEqualTo(first);
        mapping("entity: customer\nfields:\n  - { to: familyName, from: /last_name }\n");
        assertThat(fingerprint()).isNotEqualTo(first);
    }

    private String fingerprint() {
        return Objects.requireNonNull(systems().bindings().get("own")).mapping();
    }

    @Test
    void isNotConnectedWhileItIsBrokenAndStopsNoOther() throws IOException {
        mapping("entity: customer\nfields:\n  - { to: surname, from: /note }\n");
        ConnectedSystems systems = systems();
        assertThat(familyName(systems, "plain")).isEqualTo("Lovelace");
        assertThatThrownBy(() -> systems.get("own"))
                .isInstanceOfSatisfying(
                        GatewayException.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.MAPPING_INVALID))
                .hasMessageContaining("own.yaml:3");
    }
}
