package dev.karat.camel.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.engine.policy.Phase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every test that runs a gateway holds it to writing nowhere unasked; here somebody writes past the gate. */
class ClosedTargetsTest {
    @TempDir
    private Path folder;

    private static void writePastTheGate(GatewayFixture gateway) {
        CustomerData ada = CustomerData.builder()
                .text(Attribute.GIVEN_NAME, "Ada")
                .texts(Attribute.EMAILS, "ada@example.test")
                .build();
        gateway.systems
                .get("shop")
                .calls()
                .write(
                        "customer",
                        List.of(new WriteItem("1", Operation.UPSERT, null, ada, ada.attributes(), true, null)),
                        false);
        assertThat(gateway.shop.log().changes()).isEqualTo(1);
    }

    @Test
    void aTargetThatNobodyOpenedIsClosed() {
        var gateway = new GatewayFixture(folder);
        writePastTheGate(gateway);
        assertThatThrownBy(gateway::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("writes to shop, which was never opened");
    }

    @ParameterizedTest
    @EnumSource
    void aPhaseThatWritesOpensIt(Phase phase) {
        var gateway = new GatewayFixture(folder);
        GatewayFixture.await(gateway.hub.grant("shop", phase));
        writePastTheGate(gateway);
        // What is in observe by a grant may have been open before.
        if (phase == Phase.PREVIEW) {
            assertThatThrownBy(gateway::close).isInstanceOf(AssertionError.class);
        } else {
            gateway.close();
        }
    }

    @Test
    void whatTheStaffDoesDoesNotCount() {
        try (var gateway = new GatewayFixture(folder)) {
            var body = new ObjectMapper().createObjectNode();
            body.putObject("customer").put("first_name", "Ada").put("email", "ada@example.test");
            gateway.shop.asStaff("POST", "/admin/api/2026-07/customers.json", body);
            assertThat(gateway.shop.all()).hasSize(1);
        }
    }
}
