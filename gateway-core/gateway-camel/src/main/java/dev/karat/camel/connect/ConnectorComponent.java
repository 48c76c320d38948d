package dev.karat.camel.connect;

import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.WebhookDoors;
import dev.karat.engine.hub.Hub;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Runs vendors from the declarations of their connectors. */
@Component("connector")
public class ConnectorComponent extends DefaultComponent {
    @Metadata(autowired = true, description = "The configured systems")
    private @Nullable ConnectedSystems systems;

    @Metadata(autowired = true, description = "The running engine")
    private @Nullable Hub hub;

    @Metadata(autowired = true, description = "Where calls of vendors come in")
    private @Nullable WebhookDoors doors;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new ConnectorEndpoint(uri, this);
        endpoint.setOperation(ConnectorOperation.of(remaining));
        setProperties(endpoint, parameters);
        endpoint.applySystem();
        return endpoint;
    }

    public @Nullable ConnectedSystems getSystems() {
        return systems;
    }

    public void setSystems(ConnectedSystems systems) {
        this.systems = systems;
    }

    public @Nullable Hub getHub() {
        return hub;
    }

    public void setHub(Hub hub) {
        this.hub = hub;
    }

    public @Nullable WebhookDoors getDoors() {
        return doors;
    }

    public void setDoors(WebhookDoors doors) {
        this.doors = doors;
    }

    WebhookDoors doors() {
        if (doors == null) {
            throw new IllegalStateException("No dev.karat.camel.system.WebhookDoors is bound in the registry");
        }
        return doors;
    }

    ConnectedSystems systems() {
        if (systems == null) {
            throw new IllegalStateException("No dev.karat.camel.system.ConnectedSystems is bound in the registry");
        }
        return systems;
    }

    Hub hub() {
        if (hub == null) {
            throw new IllegalStateException("No dev.karat.engine.hub.Hub is bound in the registry");
        }
        return hub;
    }
}
