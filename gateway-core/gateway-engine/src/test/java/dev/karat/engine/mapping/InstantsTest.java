package dev.karat.engine.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-07-01T10:00:00Z",
                "2026-07-01T12:00:00+02:00",
                "2026-07-01T12:00:00.000+0200",
                "2026-07-01T10:00:00.000000000Z",
                "2026-07-01 12:00:00",
                "2026-07-01T12:00",
                "2026-07-01 10:00:00 Z",
                "1782900000",
                "1782900000000"
            })
    void readsTimesAsVendorsWriteThem(String text) {
        assertThat(Instants.parse(text, BERLIN)).isEqualTo(Instant.parse("2026-07-01T10:00:00Z"));
    }

    @Test
    void takesADayForItsBeginningInTheZone() {
        assertThat(Instants.parse("2026-07-01", BERLIN)).isEqualTo(Instant.parse("2026-06-30T22:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "2026-13-01", "2026-13-01T10:00:00Z", "2026-07-01T25:00:00Z", "99999999999999999999"
            })
    void readsNothingElse(String text) {
        assertThat(Instants.parse(text, BERLIN)).isNull();
    }
}
