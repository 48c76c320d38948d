package dev.karat.camel.golden;

import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.PageMapper;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Joins Camel routes to the engine. */
@Component("golden")
public class GoldenComponent extends DefaultComponent {
    @Metadata(autowired = true, description = "The running engine")
    private @Nullable Hub hub;

    @Metadata(autowired = true, description = "Maps pages by the declarations of their connectors")
    private @Nullable PageMapper mapper;

    @Metadata(autowired = true, description = "The configured systems, whose deliveries rest while they take nothing")
    private @Nullable ConnectedSystems systems;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new GoldenEndpoint(uri, this);
        endpoint.setOperation(GoldenOperation.of(remaining));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    public @Nullable Hub getHub() {
        return hub;
    }

    public void setHub(Hub hub) {
        this.hub = hub;
    }

    public @Nullable PageMapper getMapper() {
        return mapper;
    }

    public void setMapper(PageMapper mapper) {
        this.mapper = mapper;
    }

    public @Nullable ConnectedSystems getSystems() {
        return systems;
    }

    public void setSystems(ConnectedSystems systems) {
        this.systems = systems;
    }

    Hub hub() {
        if (hub == null) {
            throw new IllegalStateException("No dev.karat.engine.hub.Hub is bound in the registry");
        }
        return hub;
    }

    PageMapper mapper() {
        if (mapper == null) {
            throw new IllegalStateException("No dev.karat.engine.ingest.PageMapper is bound in the registry");
        }
        return mapper;
    }
}
