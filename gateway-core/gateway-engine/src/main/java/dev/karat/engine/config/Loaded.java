package dev.karat.engine.config;

import dev.karat.api.error.GatewayException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came out of reading a file: a value, or the problems that stood in its way. Immutable.
 *
 * @param value null if and only if there are problems
 */
public record Loaded<T>(@Nullable T value, List<Problem> problems) {
    public Loaded {
        problems = List.copyOf(problems);
        if ((value == null) == problems.isEmpty()) {
            throw new IllegalArgumentException("Either a value or problems");
        }
    }

    public static <T> Loaded<T> of(T value) {
        return new Loaded<>(value, List.of());
    }

    public static <T> Loaded<T> failed(List<Problem> problems) {
        return new Loaded<>(null, problems);
    }

    public static <T> Loaded<T> failed(Problem problem) {
        return failed(List.of(problem));
    }

    public Optional<T> optional() {
        return Optional.ofNullable(value);
    }

    /** The value; throws the first problem as a {@link GatewayException} if there is none. */
    public T orThrow() {
        if (value == null) {
            Problem first = problems.get(0);
            throw new GatewayException(first.code(), first.toString());
        }
        return value;
    }

    /** Goes on with the value, or hands the problems on. */
    public <R> Loaded<R> then(Function<T, Loaded<R>> next) {
        return value == null ? failed(problems) : next.apply(value);
    }
}
