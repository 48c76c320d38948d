package dev.karat.server.security;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tokens that are accepted, kept as SHA-256 digests. A plain digest is enough because tokens are long and random;
 * a slow password hash would cost every request. Immutable.
 */
public final class AccessTokens {
    /** Shortest token that is accepted, in characters. */
    public static final int TOKEN_LENGTH_MIN = 16;

    /** Name of the login whose token is in the data folder. */
    public static final String ADMIN = "admin";

    private final List<Entry> entries;

    private AccessTokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** A login that a token belongs to. */
    public record Login(String name, List<Role> roles) {}

    @SuppressWarnings("ArrayRecordComponent") // compared in constant time, never by equals
    private record Entry(Login login, byte[] digest) {}

    public static Builder builder() {
        return new Builder();
    }

    /** The login of a token. Takes the same time whether the token is nearly right or not at all. */
    Optional<Login> login(String token) {
        byte[] digest = digest(token);
        Login found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.digest(), digest)) {
                found = entry.login();
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }

    /** Collects tokens; for one thread. */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();

        private Builder() {}

        /** Throws CONFIG_INVALID if the token is shorter than {@link #TOKEN_LENGTH_MIN}. */
        public Builder add(String name, List<Role> roles, String token) {
            if (token.length() < TOKEN_LENGTH_MIN) {
                throw new GatewayException(
                        ErrorCode.CONFIG_INVALID,
                        "The token of " + name + " has less than " + TOKEN_LENGTH_MIN + " characters");
            }
            entries.add(new Entry(new Login(name, List.copyOf(roles)), digest(token)));
            return this;
        }

        public AccessTokens build() {
            return new AccessTokens(entries);
        }
    }
}
