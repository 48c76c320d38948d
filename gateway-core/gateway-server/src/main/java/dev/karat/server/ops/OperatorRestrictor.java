package dev.karat.server.ops;

import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import java.util.Map;
import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;
import org.springframework.stereotype.Component;

/**
 * What Hawtio and other users of Jolokia may read and call. Closed by default, because an MBean server also holds heap
 * dumps, loggers, system properties, and Camel's ways to send a body, change a route or look at messages.
 */
@Component
class OperatorRestrictor implements Restrictor {
    private static final Set<RequestType> REQUESTS =
            Set.of(RequestType.READ, RequestType.EXEC, RequestType.LIST, RequestType.SEARCH, RequestType.VERSION);

    private static final String CAMEL = "org.apache.camel";
    private static final String HAWTIO = "hawtio";

    /** What Hawtio asks before it shows a button; the answer opens nothing. */
    private static final String MAY_I = "canInvoke(";

    /** Types of Camel's MBeans that hold no customer data; tracer, debugger and the like are not among them. */
    private static final Set<String> CAMEL_TYPES = Set.of(
            "context",
            "routes",
            "processors",
            "consumers",
            "producers",
            "endpoints",
            "components",
            "errorhandlers",
            "threadpools",
            "health");

    /** The parts of the JVM that tell of its load. */
    private static final Set<String> JVM_TYPES = Set.of(
            "Runtime", "Memory", "MemoryPool", "GarbageCollector", "Threading", "OperatingSystem", "ClassLoading");

    /** Attributes that may hold passwords from the command line, or that tell an intruder about the machine. */
    private static final Set<String> JVM_SECRETS =
            Set.of("SystemProperties", "InputArguments", "ClassPath", "BootClassPath", "LibraryPath");

    /** What Hawtio calls to draw routes with their counters; it changes nothing. */
    private static final Map<String, Set<String>> CAMEL_VIEWS = Map.of(
            "context",
            Set.of("dumpRoutesAsXml", "dumpRouteStatsAsXml", "dumpRoutesStatsAsXml", "dumpStepStatsAsXml"),
            "routes",
            Set.of("dumpRouteAsXml", "dumpRouteStatsAsXml", "dumpRouteSourceLocationsAsXml"));

    private static final Set<String> CAMEL_SWITCHES = Set.of("start", "stop", "suspend", "resume");

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.POST;
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return REQUESTS.contains(type);
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        return isShown(name) && !(name.getDomain().equals("java.lang") && JVM_SECRETS.contains(attribute));
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return false;
    }

    /** Our own operations check the role themselves; Camel's cannot. */
    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        if (name.getDomain().equals(OperatorBeans.DOMAIN)) {
            return true;
        }
        if (name.getDomain().equals(HAWTIO)) {
            return operation.startsWith(MAY_I);
        }
        String type = name.getKeyProperty("type");
        if (!name.getDomain().equals(CAMEL) || type == null) {
            return false;
        }
        int signature = operation.indexOf('(');
        String plain = signature < 0 ? operation : operation.substring(0, signature);
        return CAMEL_VIEWS.getOrDefault(type, Set.of()).contains(plain)
                || (CAMEL_VIEWS.containsKey(type) && CAMEL_SWITCHES.contains(plain) && Caller.holds(Role.OPERATOR));
    }

    /** The login decides, and the address that the server listens on. */
    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return true;
    }

    /** No other site is granted access; calls of this one pass, since they carry the CSRF token. */
    @Override
    public boolean isOriginAllowed(String origin, boolean onlyWhenStrictCheckingIsEnabled) {
        return onlyWhenStrictCheckingIsEnabled;
    }

    @Override
    public boolean isObjectNameHidden(ObjectName name) {
        return !isShown(name);
    }

    private static boolean isShown(ObjectName name) {
        String type = name.getKeyProperty("type");
        return switch (name.getDomain()) {
            case OperatorBeans.DOMAIN, HAWTIO, "jolokia" -> true;
            case CAMEL -> type != null && CAMEL_TYPES.contains(type);
            case "java.lang" -> type != null && JVM_TYPES.contains(type);
            default -> false;
        };
    }
}
