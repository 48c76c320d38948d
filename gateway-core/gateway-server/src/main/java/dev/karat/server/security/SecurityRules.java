package dev.karat.server.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.config.Secrets;
import dev.karat.server.DataDirectory;
import dev.karat.server.GatewaySettings;
import java.util.List;
import java.util.Set;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;

/**
 * The doors. Health and the calls of vendors are open; everything else needs a login with at least the role viewer, and what an operation needs
 * beyond that it checks itself through {@link Caller}. Programs send a bearer token and get no session; a browser logs
 * in on a form.
 */
@Configuration(proxyBeanMethods = false)
class SecurityRules {
    private static final String WEBHOOKS = "/webhooks/*";

    @Bean
    ProblemResponses problemResponses(ObjectMapper json) {
        return new ProblemResponses(json);
    }

    /** The admin of the data folder, and the logins of {@code karat.security.users}. */
    @Bean
    AccessTokens accessTokens(DataDirectory data, GatewaySettings settings) {
        var tokens = AccessTokens.builder().add(AccessTokens.ADMIN, List.of(Role.ADMIN), data.adminToken());
        var secrets = Secrets.ofProcess();
        settings.security().users().forEach((name, user) -> {
            if (!Secrets.isReference(user.token())) {
                throw new GatewayException(ErrorCode.SECRET_LITERAL, "karat.security.users." + name + ".token");
            }
            tokens.add(name, user.roles().stream().map(Role::of).toList(), secrets.resolve(user.token()));
        });
        return tokens.build();
    }

    /** One login for all doors: tokens of the gateway, and JWTs if an OpenID provider is configured. */
    @Bean
    AuthenticationManager logins(AccessTokens tokens, GatewaySettings settings) {
        var own = new ProviderManager(new TokenLogin(tokens));
        var oidc = settings.security().oidc();
        String issuer = oidc.issuer();
        if (issuer == null) {
            return own;
        }
        var foreign = new ProviderManager(OidcLogin.of(oidc, issuer));
        return attempt ->
                attempt instanceof BearerTokenAuthenticationToken bearer && OidcLogin.looksLikeJwt(bearer.getToken())
                        ? foreign.authenticate(attempt)
                        : own.authenticate(attempt);
    }

    @Bean
    SecurityFilterChain doors(HttpSecurity http, AuthenticationManager logins, ProblemResponses problems)
            throws Exception {
        RequestMatcher browser = browser();
        var pagesOnly = new HttpSessionRequestCache();
        pagesOnly.setRequestMatcher(browser);

        return http.authenticationManager(logins)
                .authorizeHttpRequests(requests -> requests.requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                        .permitAll()
                        // Each call proves by its signature that the vendor made it.
                        .requestMatchers(WEBHOOKS)
                        .permitAll()
                        .anyRequest()
                        .hasRole(Role.VIEWER.name()))
                .oauth2ResourceServer(bearer -> bearer.authenticationManagerResolver(request -> logins)
                        .authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems))
                .httpBasic(basic -> basic.authenticationEntryPoint(problems))
                .formLogin(form -> form.permitAll())
                // As defaults: one that is set outright would take the login page away.
                .exceptionHandling(failures -> failures.accessDeniedHandler(problems)
                        .defaultAuthenticationEntryPointFor(problems, new NegatedRequestMatcher(browser))
                        .defaultAuthenticationEntryPointFor(new LoginUrlAuthenticationEntryPoint("/login"), browser))
                .requestCache(cache -> cache.requestCache(pagesOnly))
                .csrf(csrf -> csrf.ignoringRequestMatchers(WEBHOOKS)
                        .csrfTokenRepository(csrfCookie())
                        .csrfTokenRequestHandler(eagerCsrf()))
                .headers(headers -> headers.frameOptions(frames -> frames.sameOrigin())
                        .referrerPolicy(referrer -> {})
                        .contentSecurityPolicy(policy -> policy.policyDirectives(
                                "frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'")))
                .build();
    }

    /** A page that a person opens, as opposed to a call of a program, which accepts anything. */
    private static RequestMatcher browser() {
        var html = new MediaTypeRequestMatcher(new HeaderContentNegotiationStrategy(), MediaType.TEXT_HTML);
        html.setIgnoredMediaTypes(Set.of(MediaType.ALL));
        return html;
    }

    /** Hawtio's scripts read the cookie and send it back as a header, so it is readable to scripts of this origin. */
    private static CookieCsrfTokenRepository csrfCookie() {
        var cookie = CookieCsrfTokenRepository.withHttpOnlyFalse();
        cookie.setCookieCustomizer(options -> options.sameSite("Strict"));
        return cookie;
    }

    /** Issues the cookie with the first answer; a deferred one comes too late for Hawtio's first POST. */
    private static CsrfTokenRequestAttributeHandler eagerCsrf() {
        var handler = new CsrfTokenRequestAttributeHandler();
        handler.setCsrfRequestAttributeName(null);
        return handler;
    }
}
