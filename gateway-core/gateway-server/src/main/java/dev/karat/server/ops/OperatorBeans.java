package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.hub.Hub;
import jakarta.annotation.PreDestroy;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Keeps the MBeans of the domain {@code dev.karat} equal to what there is. Safe for several threads. */
@Component
public class OperatorBeans {
    static final String DOMAIN = "dev.karat";

    private static final Logger LOG = LoggerFactory.getLogger(OperatorBeans.class);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Map<ObjectName, Object> registered = new HashMap<>();
    private final Operations operations;
    private final TargetOperations targets;
    private final Hub hub;

    OperatorBeans(Operations operations, TargetOperations targets, Hub hub) {
        this.operations = operations;
        this.targets = targets;
        this.hub = hub;
    }

    /** Registers what is new and removes what is gone. */
    @EventListener({ApplicationReadyEvent.class, RouteWatch.Changed.class})
    public synchronized void refresh() {
        Map<ObjectName, Object> wanted = wanted();
        List.copyOf(registered.keySet()).stream()
                .filter(name -> !wanted.containsKey(name))
                .forEach(this::remove);
        wanted.forEach((name, bean) -> {
            if (!registered.containsKey(name)) {
                register(name, bean);
            }
        });
    }

    private Map<ObjectName, Object> wanted() {
        var wanted = new HashMap<ObjectName, Object>();
        wanted.put(
                name("Gateway", null), new GatewayBean(operations, hub.policy().environment()));
        wanted.put(name("DeadLetters", null), new DeadLettersBean(operations));
        for (ConnectionStatus one : operations.connections()) {
            Supplier<ConnectionStatus> now = find(one.name(), operations::connections, ConnectionStatus::name);
            wanted.put(name("Connection", one.name()), new ConnectionBean(now, operations));
        }
        for (TargetStatus one : operations.targets()) {
            Supplier<TargetStatus> now = find(one.name(), operations::targets, TargetStatus::name);
            wanted.put(name("Target", one.name()), new TargetBean(now, operations, targets));
        }
        for (RouteFileStatus one : operations.routeFiles()) {
            Supplier<RouteFileStatus> now = find(one.name(), operations::routeFiles, RouteFileStatus::name);
            wanted.put(name("RouteFile", one.name()), new RouteFileBean(now, operations));
        }
        return wanted;
    }

    private static <T> Supplier<T> find(String name, Supplier<List<T>> all, Function<T, String> nameOf) {
        return () -> all.get().stream()
                .filter(one -> nameOf.apply(one).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is gone"));
    }

    private static ObjectName name(String type, @Nullable String name) {
        try {
            String value = name != null && name.matches(".*[,=:\"*?\\n].*") ? ObjectName.quote(name) : name;
            return new ObjectName(DOMAIN + ":type=" + type + (value == null ? "" : ",name=" + value));
        } catch (JMException impossible) {
            throw new GatewayException(ErrorCode.INTERNAL, "Not a name of an MBean", impossible);
        }
    }

    private void register(ObjectName name, Object bean) {
        try {
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            server.registerMBean(bean, name);
            registered.put(name, bean);
        } catch (JMException failure) {
            LOG.warn("{} cannot be shown over JMX: {}", name, failure.toString());
        }
    }

    private void remove(ObjectName name) {
        registered.remove(name);
        try {
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
        } catch (JMException failure) {
            LOG.warn("{} cannot be removed from JMX: {}", name, failure.toString());
        }
    }

    @PreDestroy
    synchronized void stop() {
        List.copyOf(registered.keySet()).forEach(this::remove);
    }
}
