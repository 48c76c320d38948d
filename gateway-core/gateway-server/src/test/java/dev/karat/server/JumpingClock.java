package dev.karat.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The clock of a gateway process that the test puts back and forward from outside, by a file. It is named as a source of
 * the application in the environment, and is no {@code @Configuration}, so that no other test finds it.
 */
class JumpingClock {
    private static final String FILE = "TEST_CLOCK";

    /** What a gateway with this clock is started with. */
    static Map<String, String> environment(Path file) {
        return Map.of("SPRING_MAIN_SOURCES", JumpingClock.class.getName(), FILE, file.toString());
    }

    /** Puts the clock so far from the true time. */
    static void set(Path file, Duration offset) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, offset.toString());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Bean
    @Primary
    Clock clockFromOutside() {
        return new Jumping(Path.of(String.valueOf(System.getenv(FILE))));
    }

    private static final class Jumping extends Clock {
        private final Path file;

        Jumping(Path file) {
            this.file = file;
        }

        @Override
        public Instant instant() {
            try {
                return Instant.now().plus(Duration.parse(Files.readString(file)));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
