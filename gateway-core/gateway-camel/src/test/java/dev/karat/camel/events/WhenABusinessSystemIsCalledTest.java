package dev.karat.camel.events;

import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.events.BusinessSystem.Call;
import dev.karat.camel.events.BusinessSystem.Reply;
import dev.karat.engine.change.LogWatch;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.HubLimits;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subscribers of gateway.yaml, called over HTTP. */
class WhenABusinessSystemIsCalledTest {
    private static final String DATE = "2026-02-01T10:00:0";

    @TempDir
    Path folder;

    private BusinessSystem crm;
    private BusinessSystem other;
    private @Nullable GatewayFixture gateway;
    private @Nullable Subscribers subscribers;

    @BeforeEach
    void open() throws IOException {
        crm = new BusinessSystem();
        other = new BusinessSystem();
    }

    @AfterEach
    void close() {
        crm.close();
        other.close();
        stop();
        if (gateway != null) {
            gateway.close();
        }
    }

    private void stop() {
        if (subscribers != null) {
            subscribers.close();
        }
    }

    /** Starts a gateway with these subscribers; each has the settings of a test that does not wait for anything. */
    private GatewayFixture gateway(String... settings) {
        String each = List.of(settings).stream()
                .map(one -> "  " + one + "\n")
                .collect(Collectors.joining("", "subscribers:\n", ""));
        gateway = new GatewayFixture(folder, HubLimits.STANDARD, each);
        subscribe(gateway);
        return gateway;
    }

    private void subscribe(GatewayFixture running) {
        var watch = new LogWatch(running.store, Duration.ofMillis(10));
        var secrets = new Secrets(name -> BusinessSystem.SECRET);
        subscribers = new Subscribers(running.hub, watch, secrets, new Random(3));
        subscribers.start();
    }

    private static String subscriber(String name, BusinessSystem system, String further) {
        return name + ": { url: \"" + system.url() + "\", secrets: [env:A], begin: first, timeout: 400ms, retry: "
                + "{ attempts: 3, first: 10s, max: 1m }" + further + " }";
    }

    private Subscribers called() {
        return Objects.requireNonNull(subscribers);
    }

    private SubscriberStatus status(String name) {
        return called().all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(List<Call> calls) {
        return calls.stream().map(Call::id).toList();
    }

    @Test
    void everyEventIsSignedAndReadsAsACloudEvent() throws Exception {
        var running = gateway(subscriber("crm", crm, ""));
        running.clock.set(Instant.now());
        running.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE + "0Z"));
        running.take(row("1", "Ada", "Byron", "ada@example.test", DATE + "1Z"));
        await().until(() -> crm.taken.size() == 2);

        assertThat(crm.story()).containsExactly("customer.created Lovelace", "customer.updated Byron");
        for (Call call : crm.taken) {
            assertThat(call.contentType()).isEqualTo("application/cloudevents+json; charset=utf-8");
            // Throws if signature or time are wrong.
            new Webhook(BusinessSystem.SECRET)
                    .verify(
                            call.body(),
                            Map.of(
                                    "webhook-id", List.of(call.id()),
                                    "webhook-timestamp", List.of(Long.toString(call.seconds())),
                                    "webhook-signature", List.of(call.signatures())));
            assertThat(new JsonFormat()
                            .deserialize(call.body().getBytes(StandardCharsets.UTF_8))
                            .getId())
                    .isEqualTo(call.id());
        }
        assertThat(crm.taken.get(1).event().at("/data/before/familyName").asText())
                .isEqualTo("Lovelace");
        await().until(() -> status("crm").behind() == 0);
        assertThat(status("crm").state()).isEqualTo(SubscriberStatus.State.RUNNING);
    }

    @Test
    void whatFailsOrIsNotAnsweredComesAgainWithItsIdInOrder() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        crm.replies = call -> {
            if (seen.add(call.id())) {
                return call.type().equals("customer.created") ? Reply.BROKEN : Reply.SILENT;
            }
            return Reply.OK;
        };
        var running = gateway(subscriber("crm", crm, ""));
        running.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE + "0Z"));
        await().until(() -> crm.calls.size() == 1);
        running.take(row("1", "Ada", "Byron", "ada@example.test", DATE + "1Z"));
        running.take(row("1", "Ada", "King", "ada@example.test", DATE + "2Z"));
        await().until(() -> {
            running.clock.advance(Duration.ofSeconds(11));
            return crm.taken.size() == 3;
        });

        assertThat(crm.story())
                .containsExactly("customer.created Lovelace", "customer.updated Byron", "customer.updated King");
        assertThat(ids(crm.calls)).hasSize(6);
        assertThat(Set.copyOf(ids(crm.calls))).isEqualTo(Set.copyOf(ids(crm.taken)));
        assertThat(crm.calls).allMatch(Call::isSigned);
        assertThat(running.deadLetters()).isEmpty();
    }

    @Test
    void oneThatIsDeadDelaysNoOther() {
        crm.replies = call -> Reply.SILENT;
        var running = gateway(subscriber("crm", crm, ""), subscriber("shop", other, ""));
        long[] committed = new long[100];
        for (int i = 0; i < committed.length; i++) {
            running.take(row("" + i, "Ada" + i, "Lovelace" + i, "ada" + i + "@example.test", DATE + "0Z"));
            committed[i] = System.nanoTime();
        }
        await().until(() -> other.taken.size() == committed.length);

        List<Long> waits = IntStream.range(0, committed.length)
                .mapToObj(i -> other.taken.stream()
                        .filter(call -> call.event()
                                .at("/data/after/givenName")
                                .asText()
                                .equals("Ada" + i))
                        .mapToLong(call -> call.nanos() - committed[i])
                        .findFirst()
                        .orElseThrow())
                .sorted()
                .toList();
        assertThat(Duration.ofNanos(waits.get(94)))
                .as("p95 from commit to receipt")
                .isLessThan(Duration.ofSeconds(1));
        await().until(() -> status("crm").state() == SubscriberStatus.State.BACKING_OFF);
        assertThat(crm.taken).isEmpty();

        // Nothing is lost for the other one either.
        crm.replies = call -> Reply.OK;
        await().until(() -> {
            running.clock.advance(Duration.ofMinutes(1));
            return crm.taken.size() == committed.length;
        });
        assertThat(running.deadLetters()).isEmpty();
    }

    @Test
    void anEventThatIsNeverTakenHoldsUpItsCustomerOnlyAndBecomesADeadLetter() {
        crm.replies = call -> call.body().contains("ada@") ? Reply.BROKEN : Reply.OK;
        var running = gateway(subscriber("crm", crm, ""));
        running.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE + "0Z"));
        running.take(row("1", "Ada", "Byron", "ada@example.test", DATE + "1Z"));
        running.take(row("2", "Grace", "Hopper", "grace@example.test", DATE + "0Z"));
        await().until(() -> crm.taken.size() == 1);
        assertThat(crm.story()).containsExactly("customer.created Hopper");
        await().until(() -> status("crm").held() == 1);

        await().until(() -> {
            running.clock.advance(Duration.ofMinutes(1));
            return running.deadLetters().size() == 2;
        });
        var letter = running.deadLetters().get(1);
        assertThat(letter.system()).isEqualTo("crm");
        assertThat(letter.code()).isEqualTo(ErrorCode.SUBSCRIBER_REFUSED);
        assertThat(letter.message()).contains("answered 500");
        assertThat(letter.payload()).isEmpty();
        assertThat(letter.untold())
                .isEqualTo(running.profile("erp", "1").orElseThrow().id());
        assertThat(ids(crm.calls))
                .filteredOn(id -> id.equals(letter.recordId()))
                .hasSize(3);

        crm.replies = call -> Reply.OK;
        assertThat(GatewayFixture.await(called().again(letter))).isTrue();
        await().until(() -> {
            running.clock.advance(Duration.ofMinutes(1));
            return crm.taken.size() == 3;
        });
        assertThat(crm.story())
                .containsExactly("customer.created Hopper", "customer.created Lovelace", "customer.updated Byron");
    }

    @Test
    void oneThatIsGoneIsLeftAloneUntilSomebodyResumesIt() {
        crm.replies = call -> new Reply(410, "");
        var running = gateway(subscriber("crm", crm, ""));
        running.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE + "0Z"));
        await().until(() -> status("crm").state() == SubscriberStatus.State.STOPPED);
        assertThat(status("crm").stopped()).isEqualTo("SUBSCRIBER_GONE");
        running.take(row("2", "Grace", "Hopper", "grace@example.test", DATE + "0Z"));
        running.clock.advance(Duration.ofHours(5));
        await().during(Duration.ofMillis(500)).until(() -> crm.calls.size() == 1);

        crm.replies = call -> Reply.OK;
        GatewayFixture.await(called().resume("crm"));
        await().until(() -> crm.taken.size() == 2);
        assertThatThrownBy(() -> called().resume("nobody"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void oneThatAsksForAPauseGetsIt() {
        crm.replies = call -> new Reply(429, "120");
        var running = gateway(subscriber("crm", crm, ""));
        running.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE + "0Z"));
        await().until(() -> crm.calls.size() == 1);
        crm.replies = call -> Reply.OK;
        running.take(row("2", "Grace", "Hopper", "grace@example.test", DATE + "0Z"));
        await().until(() -> status("crm").state() == SubscriberStatus.State.BACKING_OFF);
        running.clock.advance(Duration.ofSeconds(119));
        await().during(Duration.ofMillis(500)).until(() -> crm.calls.size() == 1);
        running.clock.advance(Duration.ofSeconds(2));
        await().until(() -> crm.taken.size() == 2);
    }

    @Test
    void afterARestartItGoesOnWhereItWas() {
        var running = gateway(subscriber("crm", crm, ""));
        running.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE + "0Z"));
        await().until(() -> crm.taken.size() == 1);
        await().until(() -> status("crm").behind() == 0);
        crm.replies = call -> Reply.BROKEN;
        running.take(row("1", "Ada", "Byron", "ada@example.test", DATE + "1Z"));
        await().until(() -> status("crm").held() == 1);
        stop();
        running.restart();
        running.take(row("2", "Grace", "Hopper", "grace@example.test", DATE + "0Z"));
        crm.replies = call -> Reply.OK;
        subscribe(running);
        await().until(() -> {
            running.clock.advance(Duration.ofSeconds(11));
            return crm.taken.size() == 3;
        });
        assertThat(crm.story())
                .containsExactlyInAnyOrder(
                        "customer.created Lovelace", "customer.updated Byron", "customer.created Hopper");
        assertThat(ids(crm.taken)).doesNotHaveDuplicates();
    }

    @Test
    void anErasureReachesItWithNothingPersonalAlsoInWhatWaited() {
        crm.replies = call -> Reply.BROKEN;
        var running = gateway(subscriber("crm", crm, ""));
        running.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE + "0Z"));
        await().until(() -> status("crm").held() == 1);
        String id = running.profile("erp", "1").orElseThrow().id();
        GatewayFixture.await(running.hub.erase(id, "paul: Ada Lovelace asked"));
        int before = crm.calls.size();
        crm.replies = call -> Reply.OK;
        await().until(() -> {
            running.clock.advance(Duration.ofSeconds(11));
            return crm.taken.size() == 2;
        });
        assertThat(crm.story()).containsExactly("customer.created -", "customer.erased -");
        assertThat(crm.calls.subList(before, crm.calls.size()))
                .allSatisfy(call -> assertThat(call.body())
                        .doesNotContainIgnoringCase("ada")
                        .doesNotContainIgnoringCase("lovelace"));
    }

    @Test
    void onlyWhatItAskedForIsSentAndANewOneBeginsNow() {
        var running = gateway(
                subscriber("crm", crm, ", types: [customer.updated], where: '.familyName == \"Byron\"'"),
                subscriber("late", other, "").replace("begin: first", "begin: now"));
        await().until(() -> running.hub.subscription("late").isPresent());
        running.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE + "0Z"));
        running.take(row("2", "Grace", "Hopper", "grace@example.test", DATE + "0Z"));
        running.take(row("1", "Ada", "Byron", "ada@example.test", DATE + "1Z"));
        await().until(() -> crm.taken.size() == 1 && other.taken.size() == 3);
        assertThat(crm.story()).containsExactly("customer.updated Byron");
        assertThat(other.taken.get(0).subject())
                .isIn(
                        running.profile("erp", "1").orElseThrow().id(),
                        running.profile("erp", "2").orElseThrow().id());
    }
}
