package dev.karat.server;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.TargetBinding;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.MatchingPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.SurvivorshipPolicy;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.Store;
import dev.karat.server.ops.ConnectionStatus;
import dev.karat.server.ops.Connections;
import dev.karat.server.ops.DeadLetterReplay;
import dev.karat.server.ops.RouteFileStatus;
import dev.karat.server.ops.RouteFiles;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.context.annotation.Bean;

/** A real engine behind the server, with systems erp and shop, of which the latter is a target, and one route. */
class TestPipeline {
    static final String ROUTE = "erp-customers-in";

    @Bean(destroyMethod = "close")
    Hub hub(Store store, Clock clock) {
        var shop = new TargetPolicy(
                "shop",
                Phase.LIVE,
                TargetPolicy.Mode.UPSERT,
                null,
                Set.of(Attribute.EMAILS),
                false,
                20,
                TargetPolicy.Brake.STANDARD);
        var policy = new GatewayPolicy(
                "test",
                "DE",
                ZoneId.of("UTC"),
                "EUR",
                Map.of("erp", system("erp", 80), "shop", system("shop", 60)),
                new MatchingPolicy("default-1", MatchingPolicy.CAP_DEFAULT),
                new SurvivorshipPolicy(
                        List.of(SurvivorshipPolicy.Rule.TRUST, SurvivorshipPolicy.Rule.RECENT), Map.of()),
                Map.of("shop", shop));
        return new Hub(
                store,
                policy,
                MatchModel.standard(),
                Map.of("shop", new TargetBinding("customer", data -> data, profile -> true)),
                HubLimits.STANDARD,
                "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8),
                clock,
                new Random(7));
    }

    private static SystemPolicy system(String name, int trust) {
        return new SystemPolicy(
                name, "test", NullNode.getInstance(), trust, false, List.of(), false, Duration.ofMinutes(1), 100);
    }

    /** One connection that can be paused. */
    static final class OneConnection implements Connections {
        private volatile ConnectionStatus.State state = ConnectionStatus.State.RUNNING;

        @Override
        public List<ConnectionStatus> all() {
            return List.of(new ConnectionStatus(
                    "erp", state, Instant.EPOCH, null, null, Instant.EPOCH, Instant.EPOCH, 3, 1, true));
        }

        @Override
        public void pause(String name, String reason, String by) {
            state = ConnectionStatus.State.PAUSED;
        }

        @Override
        public void resume(String name, String by) {
            state = ConnectionStatus.State.RUNNING;
        }
    }

    /** One good file and a broken one. */
    static final class TwoFiles implements RouteFiles {
        final List<String> reloaded = new CopyOnWriteArrayList<>();

        @Override
        public List<RouteFileStatus> all() {
            return List.of(
                    new RouteFileStatus(
                            "1-inbound/erp.camel.yaml",
                            RouteFileStatus.State.LOADED,
                            null,
                            0,
                            null,
                            Instant.EPOCH,
                            List.of(ROUTE)),
                    new RouteFileStatus(
                            "1-inbound/shop.camel.yaml",
                            RouteFileStatus.State.BROKEN,
                            ErrorCode.ROUTE_INVALID,
                            7,
                            ErrorCode.ROUTE_INVALID.fix(),
                            null,
                            List.of()));
        }

        @Override
        public void reload(String name) {
            reloaded.add(name);
        }
    }

    @Bean
    Connections connections() {
        return new OneConnection();
    }

    @Bean
    TwoFiles routeFiles() {
        return new TwoFiles();
    }

    @Bean
    DeadLetterReplay replay(Store store) {
        return (system, limit) -> store.deadLetters(system, limit).size();
    }

    @Bean
    RouteBuilder route() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:erp?repeatCount=3&delay=0&period=1")
                        .routeId(ROUTE)
                        .routeGroup("erp")
                        .routeDescription("Customers of the ERP")
                        .log("tick");
            }
        };
    }
}
