package dev.karat.server.security;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/** What a login may do. Every role may also look; the admin may do all that the others may. */
public enum Role {
    /** Reads profiles, status and metrics. */
    VIEWER,
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
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.CONFIG_INVALID,
                        "Unknown role in karat.security.users; there are viewer, operator, steward, privacy, admin"));
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
        return this == ADMIN ? Arrays.stream(values()) : Stream.of(this, VIEWER);
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
