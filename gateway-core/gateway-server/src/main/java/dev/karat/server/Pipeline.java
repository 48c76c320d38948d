package dev.karat.server;

import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.http.TokenKeeper;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SealedTokens;
import dev.karat.camel.system.SystemPages;
import dev.karat.camel.system.WebhookDoors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.NodeSettings;
import dev.karat.engine.hub.Signals;
import dev.karat.engine.ingest.PageMapper;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.SharedStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The way of a record through this process: the policy, the systems with their connectors, the engine. */
@Configuration(proxyBeanMethods = false)
class Pipeline {
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
    ConnectedSystems connectedSystems(GatewayPolicy policy, Connectors connectors, TokenKeeper tokens, Clock clock) {
        return new ConnectedSystems(policy, connectors, Secrets.ofProcess(), tokens, clock);
    }

    /** Every node has the erasure key, so that by default what one has sealed the others can open. */
    @Bean
    TokenKeeper tokenKeeper(GatewaySettings settings, DataDirectory data, ObjectProvider<Hub> hub) {
        String key = settings.security().tokenKey();
        byte[] bytes = key == null
                ? data.erasureKey()
                : Secrets.ofProcess().resolve(key).getBytes(StandardCharsets.UTF_8);
        return new SealedTokens(bytes, hub::getObject);
    }

    @Bean
    WebhookDoors webhookDoors() {
        return new WebhookDoors();
    }

    @Bean
    PageMapper pageMapper(ConnectedSystems systems, GatewaySettings settings) {
        return new SystemPages(systems, (int) settings.ingest().recordBytesMax().toBytes());
    }

    /** A PostgreSQL can be shared, so whoever uses one is a node, also if it is the only one. */
    @Bean(destroyMethod = "close")
    Hub hub(
            SharedStore store,
            GatewayPolicy policy,
            ConnectedSystems systems,
            GatewaySettings settings,
            DataDirectory data,
            Clock clock,
            Signals signals) {
        var ingest = settings.ingest();
        var limits = new HubLimits(
                ingest.queuePagesMax(),
                ingest.commitRecordsMax(),
                settings.delivery().outcomeTimeout());
        var model = policy.matching().model();
        if (settings.store().url() == null) {
            var hub = new Hub(
                    store,
                    policy,
                    model,
                    systems.bindings(),
                    systems.sources(),
                    limits,
                    data.erasureKey(),
                    clock,
                    new SecureRandom());
            try {
                hub.pinPolicy(settings.rematch());
                return hub;
            } catch (RuntimeException otherModel) {
                hub.close();
                throw otherModel;
            }
        }
        var node = new NodeSettings(
                NodeName.of(settings.cluster()), settings.cluster().leaseTtl(), settings.rematch());
        return Hub.ofNode(
                store,
                policy,
                model,
                systems.bindings(),
                systems.sources(),
                limits,
                data.erasureKey(),
                clock,
                new SecureRandom(),
                node,
                signals);
    }
}
