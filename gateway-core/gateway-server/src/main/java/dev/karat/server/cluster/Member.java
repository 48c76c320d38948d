package dev.karat.server.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.karat.server.GatewaySettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The Hazelcast member inside of every node. It has neither logins nor encryption, so members belong on a private
 * network, and it starts without anything that it would find or tell by itself.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("karat.cluster.enabled")
class Member {
    /** How long a profile is kept. What hangs on it without being part of it, such as tickets, may be so old. */
    static final int PROFILE_SECONDS = 5;

    /** The part of it that a profile is kept within the process. */
    private static final int NEAR_SECONDS = 2;

    @Bean(destroyMethod = "shutdown")
    HazelcastInstance hazelcast(GatewaySettings settings) {
        return Hazelcast.newHazelcastInstance(config(settings.cluster()));
    }

    static Config config(GatewaySettings.Cluster settings) {
        var config = new Config();
        config.setClusterName(settings.name());
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.socket.client.bind.any", "false");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "10");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "30");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "30");
        config.setProperty("hazelcast.operation.call.timeout.millis", "5000");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        var network = config.getNetworkConfig();
        network.setPort(settings.port()).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface(settings.address());
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
        config.addMapConfig(profiles(settings.profilesMax()));
        return config;
    }

    private static MapConfig profiles(int sizeMax) {
        var near = new NearCacheConfig()
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setCacheLocalEntries(true)
                .setTimeToLiveSeconds(NEAR_SECONDS);
        near.getEvictionConfig().setSize(sizeMax).setEvictionPolicy(EvictionPolicy.LRU);
        var map = new MapConfig(CachedProfiles.MAP)
                .setBackupCount(0)
                .setTimeToLiveSeconds(PROFILE_SECONDS - NEAR_SECONDS)
                .setNearCacheConfig(near);
        map.getEvictionConfig()
                .setSize(sizeMax)
                .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                .setEvictionPolicy(EvictionPolicy.LRU);
        return map;
    }
}
