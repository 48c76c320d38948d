package dev.karat.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.config.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gateway.yaml says about the brake of a target. */
class BrakeLimitTest {
    @ParameterizedTest
    @CsvSource({
        "5%, 1000, 50",
        "5%, 1019, 50",
        "5%, 199, 10",
        "5%, 3, 10",
        "5%, 0, 10",
        "0%, 1000000, 0",
        "100%, 40, 40",
        "0, 1000, 0",
        "7, 3, 7",
        "all, 3, 9223372036854775807"
    })
    void aShareIsOfTheCustomersThereAndNeverOnlyAFew(String text, long known, long limit) {
        assertThat(BrakeLimit.parse(text).of(known)).isEqualTo(limit);
        assertThat(BrakeLimit.parse(text)).hasToString(text);
    }

    private static Loaded<GatewayPolicy> read(Path folder, String brake) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems: { shop: { connector: shopify, connection: { shop: acme } } }
                targets: { shop: { fields: { give: [phones] }%s } }
                """.formatted(brake));
        return PolicyReader.read(file);
    }

    private static TargetPolicy.Brake brake(Path folder, String brake) throws IOException {
        return Objects.requireNonNull(read(folder, brake).orThrow().targets().get("shop"))
                .brake();
    }

    @Test
    void whatIsLeftOutIsAsStandard(@TempDir Path folder) throws IOException {
        assertThat(brake(folder, "")).isEqualTo(TargetPolicy.Brake.STANDARD);
        assertThat(brake(folder, ", brake: { creates: 0, updates: all, clears: 2%, per: 30m }"))
                .isEqualTo(new TargetPolicy.Brake(
                        BrakeLimit.NONE,
                        BrakeLimit.ALL,
                        BrakeLimit.NONE,
                        BrakeLimit.percent(2),
                        Duration.ofMinutes(30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"creates: -1", "updates: 101%", "deletes: none", "clears: 5.5", "per: 1 hour", "moves: 3"})
    void anythingElseIsNamedWithItsLine(String setting, @TempDir Path folder) throws IOException {
        assertThat(read(folder, ", brake: { " + setting + " }").problems())
                .hasSize(1)
                .allMatch(one -> one.line() == 3);
    }
}
