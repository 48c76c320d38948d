package dev.karat.server.rest;

import dev.karat.server.Version;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The head of the OpenAPI description; its body is read from the controllers. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
    private static final String BEARER = "bearer";

    @Bean
    OpenAPI openApi() {
        var token = new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme(BEARER);
        return new OpenAPI()
                .info(new Info()
                        .title("Karat")
                        .version(Version.number())
                        .description("Golden customer profiles, and the operation of the gateway."
                                + " Errors are application/problem+json (RFC 9457) with a stable code and a fix.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .components(new Components().addSecuritySchemes(BEARER, token))
                .addSecurityItem(new SecurityRequirement().addList(BEARER));
    }
}
