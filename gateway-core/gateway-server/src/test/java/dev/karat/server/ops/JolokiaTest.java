package dev.karat.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.store.DeliveryState;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import dev.karat.server.RefusedDelivery;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Hawtio and other consoles may read and call through Jolokia. */
class JolokiaTest {
    private static final String CONTEXT = "org.apache.camel:context=karat,name=\\\"karat\\\",type=context";
    private static final String ROUTE = "org.apache.camel:context=karat,name=\\\"erp-customers-in\\\",type=routes";

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    private JsonNode ask(String token, String request) {
        return gateway.post("/actuator/jolokia", token, request).json();
    }

    private JsonNode read(String bean, String attribute) {
        return ask(
                Login.VIEWER.token(),
                "{\"type\":\"read\",\"mbean\":\"" + bean + "\",\"attribute\":\"" + attribute + "\"}");
    }

    private JsonNode call(Login login, String bean, String operation, String arguments) {
        return ask(
                login.token(),
                "{\"type\":\"exec\",\"mbean\":\"" + bean + "\",\"operation\":\"" + operation + "\",\"arguments\":"
                        + arguments + "}");
    }

    private static int status(JsonNode answer) {
        return answer.path("status").asInt();
    }

    @Nested
    class AViewer {
        @Test
        void seesTheRoutesWithTheirCounters() {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(read(ROUTE, "ExchangesCompleted")
                                    .path("value")
                                    .asLong())
                            .isEqualTo(3));
            assertThat(call(Login.VIEWER, CONTEXT, "dumpRoutesAsXml()", "[]")
                            .path("value")
                            .asText())
                    .contains("erp-customers-in");
        }

        @Test
        void seesTheGatewayItsConnectionsTargetsAndFiles() {
            assertThat(read("dev.karat:type=Gateway", "Environment")
                            .path("value")
                            .asText())
                    .isEqualTo("test");
            assertThat(read("dev.karat:type=Connection,name=erp", "State")
                            .path("value")
                            .asText())
                    .isEqualTo("RUNNING");
            assertThat(read("dev.karat:type=Target,name=shop", "Held")
                            .path("value")
                            .asLong())
                    .isZero();
            assertThat(read("dev.karat:type=Target,name=shop", "Resync")
                            .path("value")
                            .isTextual())
                    .isTrue();
            assertThat(read("dev.karat:type=RouteFile,name=1-inbound/shop.camel.yaml", "Line")
                            .path("value")
                            .asInt())
                    .isEqualTo(7);
        }

        @Test
        void changesNothing() {
            assertThat(status(call(Login.VIEWER, ROUTE, "stop()", "[]"))).isEqualTo(403);
            var answer = call(Login.VIEWER, "dev.karat:type=Gateway", "stopWrites", "[\"because\"]");
            assertThat(status(answer)).isNotEqualTo(200);
            assertThat(answer.path("error").asText()).contains("FORBIDDEN");
        }
    }

    @Nested
    class AnOperator {
        @Test
        void suspendsAndResumesARoute() {
            assertThat(status(call(Login.OPERATOR, ROUTE, "suspend()", "[]"))).isEqualTo(200);
            assertThat(read(ROUTE, "State").path("value").asText()).isEqualTo("Suspended");
            assertThat(status(call(Login.OPERATOR, ROUTE, "resume()", "[]"))).isEqualTo(200);
            assertThat(read(ROUTE, "State").path("value").asText()).isEqualTo("Started");
        }

        @Test
        void seesDeadLettersMaskedAndTriesThemAgain() {
            var refused = RefusedDelivery.of(gateway, "j1", "j1");
            String letters = "dev.karat:type=DeadLetters";

            assertThat(read(letters, "CountsByCode").path("value").toString()).contains("shop VENDOR_REFUSED");
            assertThat(call(Login.OPERATOR, letters, "list", "[\"shop\",\"VENDOR_REFUSED\",10]")
                            .path("value")
                            .toString())
                    .contains("delivery " + refused.goldenId(), "The address is not allowed");
            assertThat(call(Login.OPERATOR, letters, "dryRun", "[\"shop\",\"\",10]")
                            .path("value")
                            .toString())
                    .contains("RETRIED");
            assertThat(refused.state().status()).isEqualTo(DeliveryState.Status.REJECTED);
            assertThat(call(Login.VIEWER, letters, "replay", "[\"shop\",\"\",10]")
                            .path("error")
                            .asText())
                    .contains("FORBIDDEN");
            assertThat(status(call(Login.OPERATOR, letters, "replay", "[\"shop\",\"VENDOR_REFUSED\",1000]")))
                    .isEqualTo(200);
            assertThat(refused.state().status()).isEqualTo(DeliveryState.Status.PENDING);
            assertThat(call(Login.OPERATOR, letters, "list", "[\"\",\"NONSENSE\",10]")
                            .path("error")
                            .asText())
                    .contains("REQUEST_INVALID");
        }

        @Test
        void pausesAConnection() {
            String erp = "dev.karat:type=Connection,name=erp";
            assertThat(status(call(Login.OPERATOR, erp, "pause", "[\"maintenance\"]")))
                    .isEqualTo(200);
            assertThat(read(erp, "State").path("value").asText()).isEqualTo("PAUSED");
            assertThat(status(call(Login.OPERATOR, erp, "resume", "[]"))).isEqualTo(200);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    CONTEXT + " | sendBody(java.lang.String,java.lang.Object) | [\"direct:x\",\"body\"]",
                    CONTEXT + " | requestBody(java.lang.String,java.lang.Object) | [\"direct:x\",\"body\"]",
                    CONTEXT + " | restart() | []",
                    ROUTE + " | remove() | []",
                    ROUTE + " | updateRouteFromXml(java.lang.String) | [\"<route/>\"]",
                    "java.lang:type=Memory | gc | []",
                    "java.lang:type=Threading | dumpAllThreads(boolean,boolean) | [true,true]",
                    "com.sun.management:type=HotSpotDiagnostic | dumpHeap | [\"/tmp/never.hprof\",true]",
                    "com.sun.management:type=DiagnosticCommand | vmSystemProperties | []",
                    "java.util.logging:type=Logging | setLoggerLevel | [\"root\",\"ALL\"]",
                    "JMImplementation:type=MBeanServerDelegate | x | []"
                })
        void mayNotDoWhatShowsOrForgesDataOrTouchesTheMachine(String bean, String operation, String arguments) {
            assertThat(status(call(Login.OPERATOR, bean, operation, arguments))).isIn(403, 404);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "java.lang:type=Runtime | SystemProperties",
                "java.lang:type=Runtime | InputArguments",
                "com.sun.management:type=HotSpotDiagnostic | DiagnosticOptions",
                "org.apache.camel:context=karat,type=tracer,name=BacklogTracer | Enabled"
            })
    void secretsOfTheMachineAreNotRead(String bean, String attribute) {
        assertThat(status(read(bean, attribute))).isIn(403, 404);
    }

    @Test
    void secretsAreLeftOutOfAReadOfEverything() {
        var answer = ask(gateway.adminToken(), "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\"}");

        assertThat(answer.path("value").toString()).doesNotContain("java.class.path", "karat.home");
    }

    @Test
    void nothingIsWritten() {
        var answer = ask(
                gateway.adminToken(),
                "{\"type\":\"write\",\"mbean\":\"" + ROUTE + "\",\"attribute\":\"StatisticsEnabled\",\"value\":false}");

        assertThat(status(answer)).isEqualTo(403);
    }

    @Test
    void onlyWhatIsAllowedIsListed() {
        var domains =
                ask(gateway.adminToken(), "{\"type\":\"list\",\"path\":\"\"}").path("value");

        assertThat(domains.fieldNames())
                .toIterable()
                .contains("dev.karat", "org.apache.camel")
                .isSubsetOf("dev.karat", "org.apache.camel", "java.lang", "hawtio", "jolokia");
    }

    @Test
    void noOtherOriginIsGrantedAccess() {
        var answer = gateway.send(gateway.request("/actuator/jolokia/version", gateway.adminToken())
                .header("Origin", "https://elsewhere.example"));

        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }
}
