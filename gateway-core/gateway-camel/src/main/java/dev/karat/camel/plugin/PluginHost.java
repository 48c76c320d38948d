package dev.karat.camel.plugin;

import dev.karat.camel.connector.ConnectorFolder;

/** The gateway that plugins are loaded into. */
public interface PluginHost {
    /** One that does not run yet, or never does: it only wants to know what there is. */
    PluginHost NONE = new PluginHost() {
        @Override
        public void put(ConnectorFolder connector) {}

        @Override
        public void remove(String id) {}
    };

    /**
     * Uses the connector from now on, in place of the one of the same id. Whatever used that one has let go of it when
     * this returns.
     *
     * @throws dev.karat.api.error.GatewayException why it cannot be used; the former one is used on
     */
    void put(ConnectorFolder connector);

    /** Uses the connector no more; whatever used it has let go of it when this returns. */
    void remove(String id);
}
