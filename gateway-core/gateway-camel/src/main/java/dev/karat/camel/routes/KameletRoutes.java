package dev.karat.camel.routes;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointAware;
import org.apache.camel.Route;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that Camel makes for the Kamelets of a route. It lets them run on when the route goes, so that a source
 * would be read by nobody, and could not be read again by the route's next version.
 */
final class KameletRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(KameletRoutes.class);

    private KameletRoutes() {}

    /** Stops and removes what was made for the Kamelets of that route; to be called before the route itself goes. */
    static void remove(CamelContext context, String routeId) {
        for (String made : of(context, routeId)) {
            try {
                context.getRouteController().stopRoute(made);
                context.removeRoute(made);
            } catch (Exception unexpected) {
                LOG.error("Route {} of a Kamelet does not stop", made, unexpected);
            }
        }
    }

    private static Set<String> of(CamelContext context, String routeId) {
        var made = new LinkedHashSet<String>();
        Route route = context.getRoute(routeId);
        if (route != null) {
            Stream.concat(
                            Stream.of(route.getEndpoint()),
                            route.filter("*").stream()
                                    .filter(EndpointAware.class::isInstance)
                                    .map(step -> ((EndpointAware) step).getEndpoint()))
                    .filter(KameletEndpoint.class::isInstance)
                    .forEach(endpoint -> made.add(((KameletEndpoint) endpoint).getRouteId()));
        }
        return made;
    }
}
