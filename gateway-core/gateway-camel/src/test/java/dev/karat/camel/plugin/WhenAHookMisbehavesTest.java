package dev.karat.camel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin's Java does what it should, or something else; nobody but its own records feels the latter. */
class WhenAHookMisbehavesTest {
    private static final String HOOK = """
            package acme;

            import java.util.*;

            public class Hook implements dev.karat.api.hook.RecordHook {
                public String stream() {
                    return "customers";
                }

                public Map<String, Object> read(Map<String, Object> record) {
                    switch (String.valueOf(record.get("do"))) {
                        case "upper" -> record.put("last_name", record.get("last_name").toString().toUpperCase());
                        case "throw" -> throw new IllegalStateException("I saw " + record.get("last_name"));
                        case "overflow" -> read(record);
                        case "sleep" -> sleep();
                        case "stuck" -> stuck();
                        case "flood" -> record.put("last_name", new ArrayList<>(Collections.nCopies(200_000, "x")));
                        case "loop" -> record.put("last_name", record);
                        case "object" -> record.put("last_name", new Object());
                        case "vanish" -> { return null; }
                        case "spy" -> spy(record);
                    }
                    return record;
                }

                public Map<String, Object> write(Map<String, Object> record) {
                    record.put("written_by", "hook");
                    record.remove("written_by");
                    return record;
                }

                private static void sleep() {
                    try { Thread.sleep(60_000); } catch (InterruptedException woken) { }
                }

                private static void stuck() {
                    long end = System.nanoTime() + 3_000_000_000L;
                    while (System.nanoTime() < end) { Thread.onSpinWait(); }
                }

                private static void spy(Map<String, Object> record) {
                    try {
                        Class.forName("dev.karat.engine.mapping.Mapping");
                        record.put("last_name", "saw the engine");
                    } catch (ClassNotFoundException none) {
                        record.put("last_name", "saw nothing");
                    }
                }
            }
            """;

    private static final PluginLimits LIMITS =
            new PluginLimits(20_000_000, 100_000_000, 2_000, 100, Duration.ofMillis(400), 2);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // before each test
    private Plugins plugins;

    @BeforeEach
    void load() {
        Path source = MadePlugin.folder(folder.resolve("plugins/own"), "1.0.0");
        MadePlugin.hook(source, HOOK);
        plugins = new Plugins(folder.resolve("plugins"), folder.resolve("work"), List.of(), LIMITS);
        plugins.refresh(PluginHost.NONE);
        assertThat(plugins.all()).singleElement().satisfies(status -> {
            assertThat(status.message()).isNull();
            assertThat(status.hooks()).containsExactly("customers");
        });
    }

    @AfterEach
    void close() {
        plugins.close();
    }

    private Mapping mapping() {
        return Objects.requireNonNull(
                Objects.requireNonNull(plugins.connectors().get(MadePlugin.ID))
                        .orThrow()
                        .mappings()
                        .get("customers"));
    }

    private @Nullable String familyName(String what) {
        JsonNode record = JsonNodeFactory.instance
                .objectNode()
                .put("id", 1)
                .put("last_name", "Ruiz")
                .put("email", "ana@example.org")
                .put("do", what);
        CustomerData read = mapping().toCanonical(record, MappingContext.PLAIN);
        assertThat(record.path("last_name").asText())
                .as("the record itself stays")
                .isEqualTo("Ruiz");
        return read.text(Attribute.FAMILY_NAME);
    }

    private void fails(String what, String why) {
        assertThatExceptionOfType(GatewayException.class)
                .as(what)
                .isThrownBy(() -> familyName(what))
                .withMessageContaining(why)
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.HOOK_FAILED);
                    assertThat(failure.getMessage()).doesNotContain("Ruiz");
                });
    }

    @Test
    void itChangesRecordsBeforeTheyAreMapped() {
        assertThat(familyName("upper")).isEqualTo("RUIZ");
        assertThat(familyName("nothing")).isEqualTo("Ruiz");
    }

    @Test
    void itSeesNothingOfTheGatewayButTheApi() {
        assertThat(familyName("spy")).isEqualTo("saw nothing");
    }

    @Test
    void whatItThrowsFailsOneRecord() {
        fails("throw", "threw java.lang.IllegalStateException");
        fails("overflow", "threw java.lang.StackOverflowError");
        fails("vanish", "no JSON");
        fails("object", "no JSON");
        assertThat(familyName("upper")).isEqualTo("RUIZ");
    }

    @Test
    void muchOfItIsCutOff() {
        fails("flood", "too much of it");
        fails("loop", "too much of it");
        assertThat(familyName("upper")).isEqualTo("RUIZ");
    }

    @Test
    void oneThatSleepsIsWoken() {
        for (int i = 0; i < 3; i++) {
            fails("sleep", "took longer than 400 ms");
        }
        assertThat(familyName("upper")).isEqualTo("RUIZ");
    }

    @Test
    void oneThatHangsHoldsItsOwnThreadsAndIsHeldOffUntilItLetsGo() {
        fails("stuck", "took longer");
        fails("stuck", "took longer");
        long before = System.nanoTime();
        fails("upper", "hang, all 2 threads");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).as("at once").isLessThan(Duration.ofMillis(300));

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(familyName("upper")).isEqualTo("RUIZ"));
    }

    @Test
    void aHookForAStreamThatIsNotThereIsRefused() {
        Path other = MadePlugin.folder(folder.resolve("other/own"), "1.0.0");
        MadePlugin.hook(other, HOOK.replace("\"customers\"", "\"custommers\""));
        try (var some = new Plugins(folder.resolve("other"), folder.resolve("work2"), List.of(), LIMITS)) {
            some.refresh(PluginHost.NONE);
            assertThat(some.all()).singleElement().satisfies(status -> {
                assertThat(status.state()).isEqualTo(PluginStatus.State.BROKEN);
                assertThat(status.code()).isEqualTo(ErrorCode.PLUGIN_INVALID);
                assertThat(status.message()).contains("custommers");
            });
        }
        assertThat(Files.exists(folder.resolve("work2"))).isFalse();
    }
}
