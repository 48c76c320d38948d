package dev.karat.server.security;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who is calling on this thread. Operations ask here themselves, whichever door the call came through. */
public final class Caller {
    /** The name of whoever calls without a login: code of this process, or JMX of the same operating system user. */
    public static final String LOCAL = "local";

    private Caller() {}

    /**
     * The caller's login, if it holds the role; for the audit log.
     *
     * <p>A call without any login cannot come over HTTP, where the filter chain stops it; it comes from this process
     * or from the owner of the process, who could as well read the database.
     *
     * @throws GatewayException FORBIDDEN if the login lacks the role
     */
    public static String require(Role role) {
        Authentication login = login();
        if (login == null) {
            return LOCAL;
        }
        if (!holds(login, role)) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN, "This needs the role " + role.label() + ", which the login does not hold");
        }
        return login.getName();
    }

    /** True if the caller holds the role, or calls from within. */
    public static boolean holds(Role role) {
        Authentication login = login();
        return login == null || holds(login, role);
    }

    private static @Nullable Authentication login() {
        return SecurityContextHolder.getContext().getAuthentication();
    }

    private static boolean holds(Authentication login, Role role) {
        return login.isAuthenticated()
                && login.getAuthorities().stream()
                        .anyMatch(authority -> role.authority().equals(authority.getAuthority()));
    }
}
