package dev.karat.server;

import dev.karat.camel.connector.Connectors;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.PageMapper;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The way of a record through this process: the policy, the systems with their connectors, the engine. */
@Configuration(proxyBeanMethods = false)
class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** Read once: what decides about customers does not change under a running gateway. */
    @Bean
    GatewayPolicy policy(GatewaySettings settings) {
        return PolicyReader.read(settings.routes().resolve(PolicyReader.FILE)).orThrow();
    }

    @Bean
    Connectors connectors(GatewaySettings settings) {
        return Connectors.read(settings.connectors());
    }

    @Bean
    ConnectedSystems connectedSystems(GatewayPolicy policy, Connectors connectors, Clock clock) {
        return new ConnectedSystems(policy, connectors, Secrets.ofProcess(), clock);
    }

    @Bean
    PageMapper pageMapper(ConnectedSystems systems, GatewaySettings settings, Clock clock) {
        return new SystemPages(
                systems, clock, (int) settings.ingest().recordBytesMax().toBytes());
    }

    @Bean(destroyMethod = "close")
    Hub hub(
            Store store,
            GatewayPolicy policy,
            ConnectedSystems systems,
            GatewaySettings settings,
            DataDirectory data,
            Clock clock) {
        var ingest = settings.ingest();
        Instant start = clock.instant();
        var hub = new Hub(
                store,
                policy,
                policy.matching().model(),
                systems.bindings(),
                new HubLimits(
                        ingest.queuePagesMax(),
                        ingest.commitRecordsMax(),
                        settings.delivery().outcomeTimeout()),
                data.erasureKey(),
                clock,
                new SecureRandom());
        LOG.info(
                "Index of {} records in {} s",
                hub.indexed(),
                Duration.between(start, clock.instant()).toMillis() / 1000.0);
        try {
            hub.pinModel(settings.rematch());
            return hub;
        } catch (RuntimeException otherModel) {
            hub.close();
            throw otherModel;
        }
    }
}
