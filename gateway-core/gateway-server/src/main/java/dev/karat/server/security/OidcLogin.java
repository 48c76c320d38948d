package dev.karat.server.security;

import dev.karat.server.GatewaySettings;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoders;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

/** Logs in with a JWT of the configured OpenID provider. */
final class OidcLogin {
    private OidcLogin() {}

    /** The provider is asked for its keys at the first login, so that its absence does not stop a start. */
    static AuthenticationProvider of(GatewaySettings.Oidc oidc, String issuer) {
        var provider =
                new JwtAuthenticationProvider(new SupplierJwtDecoder(() -> JwtDecoders.fromIssuerLocation(issuer)));
        var converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(jwt -> authorities(jwt, oidc.rolesClaim()));
        provider.setJwtAuthenticationConverter(converter);
        return provider;
    }

    /** Roles of ours that the claim lists; names that mean nothing here are other applications' business. */
    private static Collection<GrantedAuthority> authorities(Jwt jwt, String claim) {
        List<String> names = jwt.hasClaim(claim) ? jwt.getClaimAsStringList(claim) : List.of();
        return Role.authorities(Arrays.stream(Role.values())
                .filter(role -> names.contains(role.name().toLowerCase(Locale.ROOT)))
                .toList());
    }

    /** True if the token has the three parts of a signed JWT (RFC 7515, section 7.1); ours have no dots. */
    static boolean looksLikeJwt(String token) {
        return token.chars().filter(character -> character == '.').count() == 2;
    }
}
