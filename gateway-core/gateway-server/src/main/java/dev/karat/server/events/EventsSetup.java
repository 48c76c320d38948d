package dev.karat.server.events;

import dev.karat.camel.events.SubscriberStatus;
import dev.karat.camel.events.Subscribers;
import dev.karat.engine.change.LogWatch;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.server.GatewaySettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.security.SecureRandom;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sends the events of this process once it runs. */
@Configuration(proxyBeanMethods = false)
class EventsSetup {
    @Bean
    LogWatch logWatch(Hub hub, GatewaySettings settings) {
        return new LogWatch(hub.store(), settings.events().poll());
    }

    @Bean(destroyMethod = "close")
    Subscribers subscribers(Hub hub, LogWatch watch) {
        return new Subscribers(hub, watch, Secrets.ofProcess(), new SecureRandom());
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> sending(Subscribers subscribers) {
        return ready -> subscribers.start();
    }

    @Bean
    MeterBinder subscriberMeters(Hub hub, Subscribers subscribers) {
        return registry -> hub.policy().subscribers().keySet().forEach(name -> {
            Gauge.builder(
                            "karat.subscriber.behind",
                            subscribers,
                            all -> of(all, name).behind())
                    .description("Changes that the subscriber was not told yet")
                    .tag("subscriber", name)
                    .register(registry);
            Gauge.builder(
                            "karat.subscriber.held",
                            subscribers,
                            all -> of(all, name).held())
                    .description("Customers whose events wait for another attempt")
                    .tag("subscriber", name)
                    .register(registry);
        });
    }

    private static SubscriberStatus of(Subscribers subscribers, String name) {
        return subscribers.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
