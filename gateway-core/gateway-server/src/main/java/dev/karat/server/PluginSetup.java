package dev.karat.server;

import dev.karat.camel.connector.Connectors;
import dev.karat.camel.plugin.PluggedConnectors;
import dev.karat.camel.plugin.PluginHost;
import dev.karat.camel.plugin.PluginLimits;
import dev.karat.camel.plugin.Plugins;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** The connectors of plugins beside those that come with Karat. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PluginSettings.class)
class PluginSetup {
    private static final int PLUGINS_MAX = 100;

    @Bean(destroyMethod = "close")
    Plugins plugins(PluginSettings settings, @Qualifier("connectors") Connectors bundled, DataDirectory data) {
        var limits = new PluginLimits(
                settings.archiveMax().toBytes(),
                settings.unpackedMax().toBytes(),
                settings.entriesMax(),
                PLUGINS_MAX,
                settings.hookDeadline(),
                settings.hookThreads());
        var plugins = new Plugins(settings.folder(), data.folder().resolve("plugins"), bundled.ids(), limits);
        plugins.refresh(PluginHost.NONE);
        return plugins;
    }

    @Bean
    PluggedConnectors pluggedConnectors(@Qualifier("connectors") Connectors bundled, Plugins plugins) {
        return new PluggedConnectors(bundled, plugins);
    }

    /** As they are when the gateway starts. */
    @Bean
    @Primary
    Connectors connectorsAtStart(PluggedConnectors connectors) {
        return connectors.now();
    }
}
