package dev.karat.camel.golden;

import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.hub.HubLimits;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events on a queue of a broker, by a route of a few lines. */
class WhenEventsGoToABrokerTest {
    private static final String BROKER = "vm://17";
    private static final String DATE = "2026-02-01T10:00:0";
    private static final String ROUTE = """
            - route:
                id: customers-to-queue
                from:
                  uri: golden:changes
                  parameters: { subscriber: queue, initialDelay: 0, delay: 20 }
                  steps:
                    - to: jms:queue:customers
            """;

    @TempDir
    Path folder;

    private GatewayFixture gateway;
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(BROKER);

    @BeforeEach
    void open() throws Exception {
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("vm", BROKER));
        gateway = new GatewayFixture(folder, HubLimits.STANDARD, """
                subscribers:
                  queue: { types: [customer.created, customer.updated], begin: first }
                  called: { url: "http://127.0.0.1:9", secrets: [env:A] }
                """);
        gateway.context.addComponent("jms", JmsComponent.jmsComponentAutoAcknowledge(connections));
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        connections.close();
        broker.stop();
    }

    private void load(String route) throws Exception {
        PluginHelper.getRoutesLoader(gateway.context).loadRoutes(ResourceHelper.fromString("queue.yaml", route));
    }

    private static CloudEvent event(Message message) throws JMSException {
        return new JsonFormat().deserialize(message.getBody(String.class).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theyWaitForItAndComeInTheirOrder() throws Exception {
        load(ROUTE);
        gateway.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE + "0Z"));
        gateway.take(row("1", "Ada", "Byron", "ada@example.test", DATE + "1Z"));
        gateway.take(row("2", "Grace", "Hopper", "grace@example.test", DATE + "0Z"));
        broker.start();

        List<Message> messages = new ArrayList<>();
        try (JMSContext queue = connections.createContext()) {
            var consumer = queue.createConsumer(queue.createQueue("customers"));
            await().until(() -> {
                Message message = consumer.receive(500);
                if (message != null) {
                    messages.add(message);
                }
                return messages.size() == 3;
            });
        }

        List<String> types = new ArrayList<>();
        for (Message message : messages) {
            types.add(event(message).getType());
            assertThat(message.getStringProperty(GoldenConstants.EVENT_ID))
                    .isEqualTo(event(message).getId());
            assertThat(message.getStringProperty(GoldenConstants.GOLDEN_ID))
                    .isEqualTo(event(message).getSubject());
        }
        assertThat(types).containsExactly("customer.created", "customer.updated", "customer.created");
        assertThat(messages.get(1).getBody(String.class)).contains("Lovelace", "Byron");
        assertThat(messages.get(1).getStringProperty(GoldenConstants.EVENT_TYPE))
                .isEqualTo("customer.updated");
    }

    @Test
    void aSubscriberThatIsCalledIsNoBusinessOfARoute() {
        assertThatThrownBy(() -> load(ROUTE.replace("subscriber: queue", "subscriber: called")))
                .rootCause()
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("has a url");
    }
}
