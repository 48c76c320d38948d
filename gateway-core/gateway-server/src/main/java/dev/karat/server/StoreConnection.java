package dev.karat.server;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.store.SharedStore;
import dev.karat.store.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the database: the embedded one in the data folder, or the PostgreSQL that the settings name. */
@Configuration(proxyBeanMethods = false)
class StoreConnection {
    @Bean(destroyMethod = "close")
    SharedStore store(GatewaySettings settings, DataDirectory data) {
        GatewaySettings.Store wanted = settings.store();
        String url = wanted.url();
        if (url == null) {
            if (settings.cluster().enabled()) {
                throw new GatewayException(
                        ErrorCode.CLUSTER_NEEDS_POSTGRESQL, "An embedded database cannot be shared by several nodes");
            }
            return Stores.sqlite(data.database());
        }
        String password = wanted.password();
        if (password == null || !Secrets.isReference(password)) {
            throw new GatewayException(ErrorCode.SECRET_LITERAL, "karat.store.password");
        }
        return Stores.postgresql(url, wanted.user(), Secrets.ofProcess().resolve(password), wanted.poolSize());
    }
}
