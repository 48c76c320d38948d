package dev.karat.engine.config;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Follows references to secrets: {@code env:NAME} to an environment variable, {@code file:/path} to the first line of
 * a file. They are read anew each time, so that a rotated secret is seen. Messages name the reference, never the
 * value. Safe for use by several threads.
 */
public final class Secrets {
    /** Greatest file that is read as a secret, in bytes. */
    private static final int BYTES_MAX = 65_536;

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    private final UnaryOperator<@Nullable String> environment;

    /**
     * Secrets with another environment.
     *
     * @param environment value of a variable by its name, or null if it is not set
     */
    public Secrets(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /** Secrets of this process. */
    public static Secrets ofProcess() {
        return new Secrets(name -> name == null ? null : System.getenv(name));
    }

    /** True if the text refers to a secret rather than being one. */
    public static boolean isReference(String text) {
        return isVariable(text) || text.startsWith(FILE);
    }

    /** True if the text refers to an environment variable, which may stand for any setting. */
    public static boolean isVariable(String text) {
        return text.startsWith(ENVIRONMENT);
    }

    /**
     * The text itself, or what it refers to.
     *
     * @throws GatewayException SECRET_MISSING if it refers to nothing
     */
    public String resolve(String text) {
        if (isVariable(text)) {
            String value = environment.apply(text.substring(ENVIRONMENT.length()));
            if (value == null || value.isBlank()) {
                throw new GatewayException(ErrorCode.SECRET_MISSING, text + " is not set");
            }
            return value.strip();
        }
        return text.startsWith(FILE) ? fromFile(text) : text;
    }

    private static String fromFile(String reference) {
        try {
            Path file = Path.of(reference.substring(FILE.length()));
            if (Files.size(file) > BYTES_MAX) {
                throw new GatewayException(ErrorCode.SECRET_MISSING, reference + " is too large for a secret");
            }
            String value = Files.readString(file).strip();
            if (!value.isEmpty()) {
                return value;
            }
        } catch (IOException | InvalidPathException unreadable) {
            throw new GatewayException(ErrorCode.SECRET_MISSING, reference + " cannot be read");
        }
        throw new GatewayException(ErrorCode.SECRET_MISSING, reference + " is empty");
    }
}
