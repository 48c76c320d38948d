package dev.karat.camel.golden;

import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.store.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of records on their way into the engine through {@code golden:ingest}. */
class IngestTest {
    private static final String INGEST = "golden:ingest?system=erp";
    private static final String ADA = row("1", "Ada", "Lovelace", "ada@example.test", "2026-02-01T10:00:00Z");
    private static final String GRACE = row("2", "Grace", "Hopper", "grace@example.test", "2026-02-01T10:00:00Z");

    @TempDir
    Path folder;

    GatewayFixture gateway;

    @BeforeEach
    void open() {
        // One page to a commit and one that waits, so that the queue is soon full.
        gateway = new GatewayFixture(folder, new HubLimits(1, 1, Duration.ofMinutes(2)));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private Exchange send(Object body) {
        return gateway.context
                .createProducerTemplate()
                .request(INGEST, exchange -> exchange.getMessage().setBody(body));
    }

    private List<?> outcomes(Object body) {
        return send(body).getMessage().getBody(List.class);
    }

    private CompletableFuture<Exchange> sendLater(Object body) {
        return gateway.context
                .createProducerTemplate()
                .asyncSend(INGEST, exchange -> exchange.getMessage().setBody(body));
    }

    private static String page(String... records) {
        return "[" + String.join(",", records) + "]";
    }

    @Nested
    class WhenAPageIsGood {
        @Test
        void isAnsweredWithOneOutcomePerRecord() {
            Exchange answer = send(page(ADA, GRACE));
            assertThat(answer.getMessage().getBody())
                    .isEqualTo(List.of(IngestOutcome.COMMITTED, IngestOutcome.COMMITTED));
            assertThat(answer.getMessage().getHeader(GoldenConstants.COMMITTED)).isEqualTo(2);
            assertThat(answer.getMessage().getHeader(GoldenConstants.DEAD_LETTERED))
                    .isEqualTo(0);
        }

        @Test
        void isDurableWhenTheRouteGoesOnWhichIsNotTheWritersThread() {
            var thread = new AtomicReference<String>();
            var stored = new AtomicReference<Boolean>();
            gateway.route(routes -> routes.from("direct:in").to(INGEST).process(exchange -> {
                thread.set(Thread.currentThread().getName());
                stored.set(gateway.record("erp", "1").isPresent());
            }));
            gateway.context.createProducerTemplate().sendBody("direct:in", page(ADA));
            assertThat(stored.get()).isTrue();
            assertThat(thread.get()).isNotEqualTo("karat-writer");
        }

        @Test
        void isNotAnsweredBeforeTheCommit() throws Exception {
            CompletableFuture<Exchange> answer = gateway.whileNothingCommits(() -> {
                CompletableFuture<Exchange> sent = sendLater(page(ADA));
                await().during(Duration.ofMillis(300)).until(() -> !sent.isDone());
                return sent;
            });
            assertThat(GatewayFixture.await(answer).getException()).isNull();
            assertThat(gateway.record("erp", "1")).isPresent();
        }

        @Test
        void maySayTheSameAgainOrSomethingOlder() {
            assertThat(outcomes(page(ADA, ADA))).isEqualTo(List.of(IngestOutcome.COMMITTED, IngestOutcome.DUPLICATE));
            String older = row("1", "Ada", "King", "ada@example.test", "2026-01-01T10:00:00Z");
            String newer = row("1", "Ada", "Byron", "ada@example.test", "2026-02-02T10:00:00Z");
            assertThat(outcomes(page(newer, older, ADA)))
                    .isEqualTo(List.of(IngestOutcome.COMMITTED, IngestOutcome.STALE, IngestOutcome.STALE));
            assertThat(gateway.record("erp", "1").orElseThrow().data().text(Attribute.FAMILY_NAME))
                    .isEqualTo("Byron");
        }

        @Test
        void mayBeOneRecordOrJavaObjects() {
            assertThat(outcomes(ADA)).hasSize(1);
            assertThat(outcomes(List.of(java.util.Map.of("id", "7", "last_name", "Hopper"))))
                    .isEqualTo(List.of(IngestOutcome.COMMITTED));
            assertThat(outcomes("[]")).isEmpty();
        }
    }

    @Nested
    class WhenARecordIsBad {
        private DeadLetter letter() {
            assertThat(gateway.deadLetters()).hasSize(1);
            return gateway.deadLetters().get(0);
        }

        private String payload() {
            return new String(letter().payload(), StandardCharsets.UTF_8);
        }

        private void takesItsNeighbours(Object body) {
            assertThat(outcomes(body))
                    .isEqualTo(List.of(IngestOutcome.COMMITTED, IngestOutcome.DEAD_LETTERED, IngestOutcome.COMMITTED));
            assertThat(gateway.record("erp", "2")).isPresent();
        }

        @Test
        void keepsOneWithoutAKeyAsItCame() {
            String keyless = "{\"first_name\":\"Nobody\",\"id\":\" \"}";
            takesItsNeighbours(page(ADA, keyless, GRACE));
            assertThat(letter().code()).isEqualTo(ErrorCode.RECORD_WITHOUT_KEY);
            assertThat(payload()).isEqualTo(keyless);
        }

        @Test
        void keepsOneOfTenMegabytesAsItCame() {
            String huge = "{\"id\":\"3\",\"note\":\"" + "x".repeat(10_000_000) + "\"}";
            takesItsNeighbours(page(ADA, huge, GRACE));
            assertThat(letter().code()).isEqualTo(ErrorCode.RECORD_TOO_LARGE);
            assertThat(letter().recordId()).isEqualTo("3");
            assertThat(payload()).isEqualTo(huge);
        }

        @Test
        void keepsOneThatIsNoObjectAsItCame() {
            takesItsNeighbours(page(ADA, "\"Grace Hopper\"", GRACE));
            assertThat(letter().code()).isEqualTo(ErrorCode.RECORD_MALFORMED);
            assertThat(payload()).isEqualTo("\"Grace Hopper\"");
        }

        @Test
        void keepsWithoutWhatTheSystemDrops() {
            outcomes("{\"first_name\":\"Nobody\",\"secret\":\"4711\"}");
            assertThat(payload()).isEqualTo("{\"first_name\":\"Nobody\"}");
        }

        @Test
        void keepsABodyThatIsNoJsonByteByByte() {
            byte[] torn = "[{\"id\":\"1\",\"first_name\":\"J\u00fcrg".getBytes(StandardCharsets.ISO_8859_1);
            assertThat(outcomes(torn)).isEqualTo(List.of(IngestOutcome.DEAD_LETTERED));
            assertThat(letter().code()).isEqualTo(ErrorCode.RECORD_MALFORMED);
            assertThat(letter().payload()).isEqualTo(torn);
            assertThat(letter().message()).doesNotContain("rg");
        }
    }

    @Nested
    class WhenAPageCannotBeTaken {
        private ErrorCode refusal(String uri, Object body) {
            Exchange answer = gateway.context
                    .createProducerTemplate()
                    .request(uri, exchange -> exchange.getMessage().setBody(body));
            assertThat(answer.getException()).isInstanceOf(GatewayException.class);
            return ((GatewayException) answer.getException()).code();
        }

        @Test
        void saysWhatTheRouteLacks() {
            assertThat(refusal("golden:ingest", page(ADA))).isEqualTo(ErrorCode.ROUTE_INVALID);
            assertThat(refusal("golden:ingest?system=nowhere", page(ADA))).isEqualTo(ErrorCode.SYSTEM_UNKNOWN);
            assertThat(refusal("golden:ingest?system=erp&stream=orders", page(ADA)))
                    .isEqualTo(ErrorCode.CONFIG_INVALID);
        }

        @Test
        void refusesMoreThanAPageHolds() {
            assertThat(refusal(
                            INGEST, page(java.util.Collections.nCopies(501, ADA).toArray(String[]::new))))
                    .isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThat(gateway.store.counts().records()).isZero();
        }
    }

    @Nested
    class WhenTheStoreFails {
        @Test
        void failsTheExchangeAndAcknowledgesNothing() {
            gateway.sql("ALTER TABLE change_log RENAME TO gone");
            Exchange failed = send(page(ADA, GRACE));
            assertThat(failed.getException())
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            why -> assertThat(why.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
            assertThat(gateway.record("erp", "1")).isEmpty();

            gateway.sql("ALTER TABLE gone RENAME TO change_log");
            assertThat(outcomes(page(ADA, GRACE))).isEqualTo(List.of(IngestOutcome.COMMITTED, IngestOutcome.COMMITTED));
            assertThat(gateway.store.changes(0, 10)).hasSize(2);
        }
    }

    @Nested
    class WhenTheQueueIsFull {
        @Test
        void makesTheSourceWaitAndLosesNothing() throws Exception {
            CompletableFuture<Boolean> fourth = gateway.whileNothingCommits(() -> {
                // One is being written, one is in the commit that is made meanwhile, and one fills the queue.
                CompletableFuture<Exchange> written = sendLater(page(ADA));
                CompletableFuture<Exchange> made = sendLater(page(GRACE));
                CompletableFuture<Exchange> waiting =
                        sendLater(page(row("3", "Alan", "Turing", "alan@example.test", "2026-02-01")));
                await().during(Duration.ofMillis(200)).until(() -> gateway.hub.waiting() == 1);
                CompletableFuture<Boolean> handedOver =
                        handOver(row("4", "Hedy", "Lamarr", "hedy@example.test", "2026-02-01"));
                await().during(Duration.ofMillis(300)).until(() -> !handedOver.isDone());
                assertThat(List.of(written, made, waiting)).noneMatch(CompletableFuture::isDone);
                return handedOver;
            });
            assertThat(fourth.get(20, TimeUnit.SECONDS)).isFalse();
            await().until(() -> gateway.record("erp", "4").isPresent());
            assertThat(gateway.store.counts().records()).isEqualTo(4);
        }

        /** Completes when the producer took the page over, with whether it was answered synchronously. */
        private CompletableFuture<Boolean> handOver(String record) throws Exception {
            var producer = (AsyncProducer) gateway.context.getEndpoint(INGEST).createProducer();
            var exchange = new DefaultExchange(gateway.context);
            exchange.getMessage().setBody(record);
            return CompletableFuture.supplyAsync(() -> producer.process(exchange, done -> {}));
        }
    }
}
