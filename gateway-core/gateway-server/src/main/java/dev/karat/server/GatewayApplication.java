package dev.karat.server;

import java.time.Clock;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** The gateway as a Spring Boot application: what holds it together; the packages below hold the rest. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan
@EnableConfigurationProperties(GatewaySettings.class)
public class GatewayApplication {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    DataDirectory dataDirectory(GatewaySettings settings) {
        return DataDirectory.open(settings.data());
    }
}
