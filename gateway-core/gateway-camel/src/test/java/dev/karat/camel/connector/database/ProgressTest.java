package dev.karat.camel.connector.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.camel.connector.database.Column.Kind;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** How far runs reach back. */
class ProgressTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    private static Progress progress(Kind kind) {
        return new Progress(
                new Column("changed_at", Types.OTHER, kind),
                false,
                Duration.ofMinutes(2),
                10,
                ZoneId.of("Europe/Berlin"));
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    @Test
    void reachesBackInTheFormOfTheColumn() {
        assertThat(progress(Kind.LOCAL)
                        .from(text("2026-05-04T08:00:00.5"), NOON)
                        .asText())
                .isEqualTo("2026-05-04T07:58:00");
        assertThat(progress(Kind.INSTANT)
                        .from(text("2026-05-04T08:00:00Z"), NOON)
                        .asText())
                .isEqualTo("2026-05-04T07:58:00Z");
        assertThat(progress(Kind.DATE).from(text("2026-05-04"), NOON).asText()).isEqualTo("2026-05-03");
        assertThat(progress(Kind.LOOSE).from(text("2026-05-04 08:00:00"), NOON).asText())
                .isEqualTo("2026-05-04 07:58:00");
        assertThat(progress(Kind.LOOSE)
                        .from(JsonNodeFactory.instance.numberNode(1_777_888_000L), NOON)
                        .asLong())
                .as("seconds since 1970")
                .isEqualTo(1_777_887_880L);
    }

    @Test
    void neverGetsFurtherThanTheTimeOfTheDatabase() {
        assertThat(progress(Kind.LOCAL)
                        .reached(text("9999-12-31T00:00:00"), NOON)
                        .asText())
                .isEqualTo("2026-05-04T14:00:00");
        assertThat(progress(Kind.INSTANT)
                        .reached(text("9999-12-31T00:00:00Z"), NOON)
                        .asText())
                .isEqualTo("2026-05-04T12:00:00Z");
        assertThat(progress(Kind.LOCAL)
                        .reached(text("2026-05-04T13:59:59"), NOON)
                        .asText())
                .isEqualTo("2026-05-04T13:59:59");
    }

    @Test
    void readsTheHourAgainThatComesTwice() {
        Instant secondHalfPastTwo = Instant.parse("2026-10-25T01:30:00Z");
        assertThat(progress(Kind.LOCAL)
                        .from(text("2026-10-25T02:50:00"), secondHalfPastTwo)
                        .asText())
                .isEqualTo("2026-10-25T01:48:00");
        assertThat(progress(Kind.INSTANT)
                        .from(text("2026-10-25T00:50:00Z"), secondHalfPastTwo)
                        .asText())
                .as("UTC has no such hour")
                .isEqualTo("2026-10-25T00:48:00Z");
    }
}
