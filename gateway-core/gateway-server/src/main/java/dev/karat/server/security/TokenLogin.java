package dev.karat.server.security;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Logs in with a token of {@link AccessTokens}: as a bearer token, or as the password of its name, which is how a
 * browser does it.
 */
final class TokenLogin implements AuthenticationProvider {
    private final AccessTokens tokens;

    TokenLogin(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        if (attempt instanceof BearerTokenAuthenticationToken bearer) {
            return tokens.login(bearer.getToken())
                    .map(TokenLogin::authenticated)
                    .orElseThrow(() -> new InvalidBearerTokenException("The token is not known"));
        }
        String password = String.valueOf(attempt.getCredentials());
        return tokens.login(password)
                .filter(login -> login.name().equals(attempt.getName()))
                .map(TokenLogin::authenticated)
                .orElseThrow(() -> new BadCredentialsException("The name or the token is wrong"));
    }

    @Override
    public boolean supports(Class<?> attempt) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(attempt)
                || BearerTokenAuthenticationToken.class.isAssignableFrom(attempt);
    }

    private static Authentication authenticated(AccessTokens.Login login) {
        return UsernamePasswordAuthenticationToken.authenticated(login.name(), null, Role.authorities(login.roles()));
    }
}
