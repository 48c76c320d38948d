package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.LetterSelection;
import dev.karat.engine.store.Store;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads and replays the dead letters for JMX. */
final class DeadLettersBean implements DeadLettersMXBean {
    private final Operations operations;

    DeadLettersBean(Operations operations) {
        this.operations = operations;
    }

    @Override
    public long getCount() {
        return operations.deadLetterCounts().stream()
                .mapToLong(Store.LetterCount::count)
                .sum();
    }

    @Override
    public String[] getCountsByCode() {
        return operations.deadLetterCounts().stream()
                .map(one -> one.system() + " " + one.code() + " " + one.count())
                .toArray(String[]::new);
    }

    @Override
    public String[] list(String system, String code, int limit) {
        return told(() ->
                operations.deadLetters(selection(system, code), limit).stream().map(DeadLettersBean::line));
    }

    private static String line(DeadLetter letter) {
        return letter.id() + "  " + Instant.EPOCH.plus(letter.at(), ChronoUnit.MICROS) + "  " + letter.system() + "  "
                + letter.code() + "  " + letter.message() + "  (" + letter.origin() + ")";
    }

    @Override
    public String[] dryRun(String system, String code, int limit) {
        return tried(system, code, limit, true);
    }

    @Override
    public String[] replay(String system, String code, int limit) {
        return tried(system, code, limit, false);
    }

    private String[] tried(String system, String code, int limit, boolean dryRun) {
        return told(() -> operations.replayDeadLetters(selection(system, code), 0, limit, dryRun).letters().stream()
                .map(ReplayReport.Tried::line));
    }

    private static String[] told(Supplier<Stream<String>> lines) {
        var told = new String[1][];
        GatewayBean.plain(() -> told[0] = lines.get().toArray(String[]::new));
        return told[0];
    }

    private static LetterSelection selection(@Nullable String system, @Nullable String code) {
        return new LetterSelection(
                null,
                system == null || system.isBlank() ? null : system.strip(),
                code == null || code.isBlank() ? null : code(code.strip()));
    }

    private static ErrorCode code(String name) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new GatewayException(ErrorCode.REQUEST_INVALID, "There is no such code"));
    }
}
