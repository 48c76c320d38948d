package dev.karat.server.security;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * What a login may do. Every role may also look, and every one but the viewer, which monitoring has, sees the data of
 * customers; the admin may do all that the others may.
 */
public enum Role {
    /** Sees status and metrics, and of customers everything but their data. */
    VIEWER,
    /** Sees the data of customers, as business systems do. */
    READER,
    /** Runs the gateway: pauses, replays, grants phases. */
    OPERATOR,
    /** Decides doubtful matches. */
    STEWARD,
    /** Exports and erases a customer's data. */
    PRIVACY,
    /** All of it, backups, and who may log in. */
    ADMIN;

    /** The role of that name in any case. Throws CONFIG_INVALID for another name. */
    static Role of(String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(
                        () -> new GatewayException(
                                ErrorCode.CONFIG_INVALID,
                                "Unknown role in karat.security.users; there are viewer, reader, operator, steward, privacy, admin"));
    }

    /** Authorities of a login that holds these roles, implied ones included. */
    static List<GrantedAuthority> authorities(List<Role> roles) {
        return AuthorityUtils.createAuthorityList(roles.stream()
                .flatMap(Role::implied)
                .distinct()
                .map(Role::authority)
                .toList());
    }

    private Stream<Role> implied() {
        return switch (this) {
            case VIEWER -> Stream.of(VIEWER);
            case READER, OPERATOR, STEWARD, PRIVACY -> Stream.of(this, READER, VIEWER);
            case ADMIN -> Arrays.stream(values());
        };
    }

    /** The name under which the login carries it. */
    String authority() {
        return "ROLE_" + name();
    }

    /** Lower-case name, as messages and settings write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
