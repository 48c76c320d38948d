package dev.karat.server.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import dev.karat.engine.hub.Signals;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wakes other nodes by a topic. What is lost costs only the moment until they look by themselves. */
final class Bells implements Signals {
    private static final String TOPIC = "karat-bells";
    private static final Logger LOG = LoggerFactory.getLogger(Bells.class);

    private final ITopic<String> topic;
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();

    Bells(HazelcastInstance hazelcast) {
        topic = hazelcast.getTopic(TOPIC);
        topic.addMessageListener(message ->
                listeners.getOrDefault(message.getMessageObject(), List.of()).forEach(Runnable::run));
    }

    @Override
    public void ring(String bell) {
        try {
            var unused = topic.publishAsync(bell);
        } catch (RuntimeException unreachable) {
            LOG.debug("Nobody was woken: {}", unreachable.toString());
        }
    }

    @Override
    public void on(String bell, Runnable woken) {
        listeners.computeIfAbsent(bell, unknown -> new CopyOnWriteArrayList<>()).add(woken);
    }

    /** Signals for a gateway with or without other nodes. */
    @Configuration(proxyBeanMethods = false)
    static class Choice {
        @Bean
        Signals signals(ObjectProvider<HazelcastInstance> hazelcast) {
            HazelcastInstance member = hazelcast.getIfAvailable();
            return member == null ? Signals.NONE : new Bells(member);
        }
    }
}
