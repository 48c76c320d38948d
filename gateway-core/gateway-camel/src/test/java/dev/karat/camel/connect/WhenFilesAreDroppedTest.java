package dev.karat.camel.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.system.ConnectionHealth;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.DeadLetter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenFilesAreDroppedTest {
    private static final String HEADER = "id,first_name,last_name,email,changed_at,deleted\n";

    @TempDir
    Path data;

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(data.resolve("inbox"));
    }

    private FilesGateway gateway(String... settings) {
        var connection = new ArrayList<>(List.of(settings));
        connection.add("url: file:" + folder);
        if (connection.stream().noneMatch(line -> line.startsWith("settle"))) {
            connection.add("settle: 0ms");
        }
        return new FilesGateway(data, connection, List.of());
    }

    private void drop(String name, String content) throws IOException {
        drop(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private void drop(String name, byte[] content) throws IOException {
        Path temporary = Files.write(folder.resolve(name + ".part"), content);
        Files.move(temporary, folder.resolve(name));
    }

    private static String row(int id) {
        return id + ",Ada,Number" + id + ",ada" + id + "@example.org,2026-01-01T00:00:00Z,\n";
    }

    private static String rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(WhenFilesAreDroppedTest::row).collect(Collectors.joining());
    }

    private List<String> kept(String in) {
        try (Stream<Path> files = Files.list(folder.resolve(in))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    @Test
    void readsItsRowsAndKeepsIt() throws IOException {
        try (var gateway = gateway().reading()) {
            drop("a.csv", HEADER + row(1));
            await().untilAsserted(() -> {
                assertThat(kept(".done")).containsExactly("20260301-080000000-a.csv");
                assertThat(gateway.hub.baseline().isComplete("erp")).isTrue();
            });
            assertThat(gateway.isLive("1")).isTrue();
            assertThat(folder.resolve("a.csv")).doesNotExist();
            assertThat(gateway.deadLetters()).isEmpty();
            assertThat(gateway.erp().health().records()).isEqualTo(1);
        }
    }

    @Test
    void takesThemInOrderOfTheirNames() throws IOException {
        drop("b.csv", HEADER + row(2));
        drop("c.csv", HEADER + row(3));
        drop("a.csv", HEADER + rows(1, 2));
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (var gateway = gateway()
                .reading(page ->
                        order.add(page.getMessage().getBody(RecordPage.class).origin()))) {
            await().untilAsserted(() -> assertThat(kept(".done")).hasSize(3));
            assertThat(order).containsExactly("a.csv", "b.csv", "c.csv");
            assertThat(gateway.deadLetters()).isEmpty();
        }
    }

    @Test
    void takesAnEmptyFolderForOneThatWasNotReadYet() {
        try (var gateway = gateway().reading()) {
            await().until(() -> gateway.erp().health().lastSuccess() != null);
            assertThat(gateway.hub.baseline().isComplete("erp")).isFalse();
        }
    }

    @Test
    void keepsBadRowsAsReceivedAndTakesTheOthers() throws IOException {
        byte[] latin = "3,Änne,Weiß,,,\n".getBytes(StandardCharsets.ISO_8859_1);
        String large = "5," + "x".repeat(10_000_000);
        String before = HEADER + row(1) + "2,one cell too few\n";
        String after = ",No,Id,noid@example.org,,\n" + large + "\n" + row(6);
        byte[] file = new byte[before.length() + latin.length + after.length()];
        System.arraycopy(before.getBytes(StandardCharsets.UTF_8), 0, file, 0, before.length());
        System.arraycopy(latin, 0, file, before.length(), latin.length);
        System.arraycopy(
                after.getBytes(StandardCharsets.UTF_8), 0, file, before.length() + latin.length, after.length());
        try (var gateway = gateway().reading()) {
            drop("bad.csv", file);
            await().untilAsserted(() -> assertThat(kept(".done")).hasSize(1));
            assertThat(gateway.isLive("1")).isTrue();
            assertThat(gateway.isLive("6")).isTrue();
            assertThat(gateway.deadLetters())
                    .extracting(DeadLetter::origin, DeadLetter::code)
                    .containsExactlyInAnyOrder(
                            tuple("bad.csv:3", ErrorCode.RECORD_MALFORMED),
                            tuple("bad.csv:4", ErrorCode.RECORD_ENCODING),
                            tuple("bad.csv:5", ErrorCode.RECORD_WITHOUT_KEY),
                            tuple("bad.csv:6", ErrorCode.RECORD_TOO_LARGE));
            assertThat(payload(gateway, ErrorCode.RECORD_ENCODING))
                    .isEqualTo("3,Änne,Weiß,,,".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(payload(gateway, ErrorCode.RECORD_TOO_LARGE)).isEqualTo(large.getBytes(StandardCharsets.UTF_8));
            assertThat(gateway.erp().health().records()).isEqualTo(6);
        }
    }

    private static byte[] payload(FilesGateway gateway, ErrorCode code) {
        return gateway.deadLetters().stream()
                .filter(letter -> letter.code() == code)
                .findFirst()
                .orElseThrow()
                .payload();
    }

    @Test
    void putsAsideAFileThatCannotBeReadAtAll() throws IOException {
        drop("1-no-header.csv", "Ada,Lovelace\n");
        drop("2-empty.csv", "");
        drop("3-good.csv", HEADER + row(1));
        try (var gateway = gateway().reading()) {
            await().untilAsserted(() -> assertThat(kept(".done")).containsExactly("20260301-080000000-3-good.csv"));
            assertThat(kept(".error"))
                    .containsExactly("20260301-080000000-1-no-header.csv", "20260301-080000000-2-empty.csv");
            assertThat(gateway.isLive("1")).isTrue();
            assertThat(gateway.deadLetters())
                    .extracting(DeadLetter::origin, DeadLetter::code)
                    .containsExactlyInAnyOrder(
                            tuple("1-no-header.csv", ErrorCode.FILE_MALFORMED),
                            tuple("2-empty.csv", ErrorCode.FILE_MALFORMED));
            assertThat(gateway.erp().health().lastError()).isEqualTo(ErrorCode.FILE_MALFORMED);
            assertThat(gateway.erp().health().state()).isEqualTo(ConnectionHealth.State.RUNNING);
        }
    }

    @Test
    void readsAFileAgainOfWhichAPageWasNotTaken() throws IOException {
        drop("a.csv", HEADER + rows(0, 1_200));
        drop("b.csv", HEADER + row(5_000));
        var pages = new AtomicInteger();
        Processor failing = page -> {
            if (pages.incrementAndGet() == 2) {
                throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The disk is full");
            }
        };
        try (var gateway = gateway().reading(failing)) {
            await().untilAsserted(() ->
                    assertThat(gateway.erp().health().state()).isEqualTo(ConnectionHealth.State.BACKING_OFF));
            assertThat(gateway.isLive("499")).isTrue();
            assertThat(gateway.isLive("500")).isFalse();
            assertThat(gateway.isLive("5000"))
                    .as("a later file does not overtake")
                    .isFalse();
            assertThat(gateway.hub.baseline().isComplete("erp")).isFalse();
            assertThat(kept(".done")).isEmpty();
            assertThat(kept(".error")).isEmpty();

            gateway.clock.advance(Duration.ofMinutes(1));
            await().until(() -> gateway.hub.baseline().isComplete("erp"));
            assertThat(kept(".done")).hasSize(2);
            assertThat(gateway.store.counts().records()).isEqualTo(1_201);
            assertThat(gateway.erp().health().state()).isEqualTo(ConnectionHealth.State.RUNNING);
            assertThat(gateway.deadLetters()).isEmpty();
        }
    }

    @Test
    void goesOnAfterACrashInTheMiddle() throws IOException {
        drop("a.csv", HEADER + rows(0, 1_200));
        var pages = new AtomicInteger();
        try (var gateway = gateway().reading(page -> {
            if (pages.incrementAndGet() > 1) {
                throw new IllegalStateException("The process is about to end");
            }
        })) {
            await().until(() -> pages.get() > 1);
            assertThat(gateway.store.counts().records()).isEqualTo(500);
        }
        try (var gateway = gateway().reading()) {
            await().untilAsserted(() -> assertThat(kept(".done")).hasSize(1));
            assertThat(gateway.store.counts().records()).isEqualTo(1_200);
        }
    }

    @Test
    void leavesAFileAloneWhileItGrows() throws IOException {
        try (var gateway = gateway("settle: 1h").reading()) {
            drop("young.csv", HEADER + row(1));
            drop("old.csv", HEADER + row(2));
            Files.setLastModifiedTime(folder.resolve("old.csv"), FileTime.fromMillis(1_000_000_000_000L));
            await().untilAsserted(() -> assertThat(gateway.isLive("2")).isTrue());
            await().during(Duration.ofMillis(800))
                    .until(() -> !gateway.hub.baseline().isComplete("erp"));
            assertThat(folder.resolve("young.csv")).exists();
            assertThat(gateway.isLive("1")).isFalse();
            Files.setLastModifiedTime(folder.resolve("young.csv"), FileTime.fromMillis(1_000_000_000_000L));
            await().until(() -> gateway.hub.baseline().isComplete("erp"));
            assertThat(gateway.isLive("1")).isTrue();
        }
    }

    @Test
    void deletesWhatARowSaysIsDeleted() throws IOException {
        try (var gateway = gateway().reading()) {
            drop("a.csv", HEADER + rows(1, 3));
            await().untilAsserted(() -> assertThat(gateway.isLive("1")).isTrue());
            drop("b.csv", HEADER + "1,Ada,Number1,,2026-01-02T00:00:00Z,yes\n");
            await().untilAsserted(() -> assertThat(gateway.isLive("1")).isFalse());
            assertThat(gateway.record("1")).isPresent();
            assertThat(gateway.isLive("2")).isTrue();
        }
    }

    @Test
    void doesNotTakeAFolderForReadIfItsRouteIsSuspendedInBetween() throws Exception {
        drop("a.csv", HEADER + row(1));
        drop("b.csv", HEADER + row(2));
        var suspended = new CompletableFuture<Boolean>();
        var pages = new AtomicInteger();
        try (var gateway = gateway().reading(page -> {
            if (pages.incrementAndGet() == 1) {
                suspended.completeAsync(() -> suspend(page.getContext()));
                var consumer =
                        (ServiceSupport) page.getContext().getRoute("erp").getConsumer();
                await().until(consumer::isSuspendingOrSuspended);
            }
        })) {
            await().untilAsserted(() -> assertThat(kept(".done")).hasSize(1));
            assertThat(suspended.get(30, TimeUnit.SECONDS)).isTrue();
            await().during(Duration.ofMillis(400))
                    .until(() -> !gateway.hub.baseline().isComplete("erp"));
            assertThat(gateway.isLive("2")).isFalse();
            gateway.context.getRouteController().resumeRoute("erp");
            await().until(() -> gateway.hub.baseline().isComplete("erp"));
            assertThat(gateway.isLive("2")).isTrue();
        }
    }

    private static boolean suspend(CamelContext context) {
        try {
            context.getRouteController().suspendRoute("erp");
            return context.getRouteController().getRouteStatus("erp").isSuspended();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void stopsAndGoesOnWithItsRoute() throws Exception {
        try (var gateway = gateway().reading()) {
            drop("a.csv", HEADER + row(1));
            await().untilAsserted(() -> assertThat(gateway.isLive("1")).isTrue());
            gateway.context.getRouteController().suspendRoute("erp");
            drop("b.csv", HEADER + row(2));
            assertThat(gateway.context
                            .getRouteController()
                            .getRouteStatus("erp")
                            .isSuspended())
                    .isTrue();
            await().during(Duration.ofMillis(400)).until(() -> !gateway.isLive("2"));
            gateway.context.getRouteController().resumeRoute("erp");
            await().untilAsserted(() -> assertThat(gateway.isLive("2")).isTrue());
            gateway.context.getRouteController().stopRoute("erp");
            drop("c.csv", HEADER + row(3));
            await().during(Duration.ofMillis(400)).until(() -> !gateway.isLive("3"));
        }
    }
}
