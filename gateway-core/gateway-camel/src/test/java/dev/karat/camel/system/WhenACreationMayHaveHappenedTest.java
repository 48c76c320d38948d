package dev.karat.camel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.ZendeskTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answer to a creation was lost, and a customer must not be there twice. */
class WhenACreationMayHaveHappenedTest {
    private static final Set<Attribute> GIVE = Set.of(Attribute.FAMILY_NAME, Attribute.EMAILS);
    private static final CustomerData NAME =
            CustomerData.builder().text(Attribute.FAMILY_NAME, "Lovelace").build();
    private static final CustomerData NAME_AND_ADDRESS = NAME.with(
            CustomerData.builder().texts(Attribute.EMAILS, "ada@example.test").build());

    private static DeliveryItem again(CustomerData desired) {
        return new DeliveryItem(
                DeliveryItem.Kind.CREATE,
                new DeliveryKey("support", "golden-1", ""),
                desired,
                desired,
                GIVE,
                CustomerData.empty(),
                null,
                false,
                true,
                Long.MAX_VALUE,
                Long.MAX_VALUE);
    }

    @Test
    void itIsDoneAgainOnlyWhereALookUpTells(@TempDir Path folder) throws IOException {
        TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
        try (var desk = ZendeskTwin.start(TwinSettings.of(clock));
                Store store = Stores.sqlite(folder.resolve("karat.db"))) {
            Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                    version: 1
                    systems:
                      support: { connector: zendesk, connection: { subdomain: desk, url: "%s", token: env:TOKEN } }
                    targets:
                      support: { phase: live, mode: upsert, fields: { give: [familyName, emails] } }
                    """.formatted(desk.baseUri()));
            var systems = new ConnectedSystems(
                    PolicyReader.read(file).orThrow(),
                    Connectors.read(GatewayFixture.CONNECTORS),
                    new Secrets(name -> TwinSettings.OPEN_SECRET),
                    clock);
            var call = new RecordCall(systems.get("support"), store);

            assertThat(call.write(List.of(again(NAME))))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            DeliveryOutcome.Unknown.class,
                            unknown -> assertThat(unknown.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
            assertThat(desk.log().last()).isEmpty();
            assertThat(call.write(List.of(again(NAME_AND_ADDRESS))))
                    .singleElement()
                    .isInstanceOf(DeliveryOutcome.Applied.class);
        }
    }

    @Test
    void aVendorThatCreatesOnceNeedsNoLookUp() {
        assertThat(isFoundAgain("salesforce")).isTrue();
        assertThat(isFoundAgain("zendesk")).isFalse();
    }

    private static boolean isFoundAgain(String connector) {
        WriteSpec write = Connectors.read(GatewayFixture.CONNECTORS)
                .get(connector)
                .spec()
                .writes()
                .get("customer");
        return Objects.requireNonNull(write).isFoundAgain(NAME, key -> true);
    }
}
