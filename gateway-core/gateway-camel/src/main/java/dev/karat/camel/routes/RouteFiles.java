package dev.karat.camel.routes;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the route files of a folder one by one into a started Camel context, so that a broken file stops nothing but
 * itself, and follows their changes: a changed file replaces its routes, a broken change leaves the last good ones
 * running, a deleted file takes its routes along. Camel's own reload does neither. One thread at a time.
 */
public final class RouteFiles {
    /** Route files that are loaded, at most. */
    public static final int FILES_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
    private static final Pattern LINE = Pattern.compile("line[: ]+(\\d+)");
    private static final String SUFFIX = ".camel.yaml";

    private final CamelContext context;
    private final Path folder;
    private final Clock clock;
    private final Map<String, RouteFile> files = new TreeMap<>();
    private final Map<String, String> contents = new TreeMap<>();
    private final Map<String, String> good = new TreeMap<>();

    /** @param folder of gateway.yaml; route files are looked for in it and below */
    public RouteFiles(CamelContext context, Path folder, Clock clock) {
        this.context = context;
        this.folder = folder;
        this.clock = clock;
    }

    /** Brings what runs in line with the folder; files that did not change are left alone. */
    public synchronized void refresh() {
        Map<String, Path> present = present();
        for (String gone : new TreeSet<>(files.keySet())) {
            if (!present.containsKey(gone)) {
                remove(gone);
            }
        }
        present.forEach((name, path) -> {
            String content = read(path);
            if (!content.equals(contents.get(name))) {
                contents.put(name, content);
                load(name, content);
            }
        });
    }

    /** Loads a file again, as if it had changed. */
    public synchronized void reload(String name) {
        contents.remove(name);
        refresh();
    }

    /** How every file stands, by name. */
    public synchronized Collection<RouteFile> all() {
        return List.copyOf(files.values());
    }

    private Map<String, Path> present() {
        var present = new TreeMap<String, Path>();
        try (Stream<Path> paths = Files.walk(folder, 4)) {
            paths.filter(path -> path.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .limit(FILES_MAX)
                    .forEach(path -> present.put(folder.relativize(path).toString(), path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot list " + folder, unreadable);
        }
        return present;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read " + path, unreadable);
        }
    }

    private void load(String name, String content) {
        RouteFile before = files.get(name);
        List<String> own = before == null ? List.of() : before.routeIds();
        try {
            apply(name, content, own);
            good.put(name, content);
            files.put(name, new RouteFile(name, RouteFile.State.LOADED, routeIds(name), null, clock.instant()));
            LOG.info("Routes of {} run: {}", name, routeIds(name));
        } catch (Exception broken) {
            Problem problem = problem(name, broken);
            restore(name);
            boolean runs = !routeIds(name).isEmpty();
            files.put(
                    name,
                    new RouteFile(
                            name,
                            runs ? RouteFile.State.LAST_GOOD : RouteFile.State.BROKEN,
                            routeIds(name),
                            problem,
                            runs && before != null ? before.loadedAt() : null));
            LOG.warn("{}", problem);
        }
    }

    /** Puts a file's routes in the place of the ones it had. */
    private void apply(String name, String content, List<String> own) throws Exception {
        RouteText.check(content, name, others(name));
        own.forEach(id -> KameletRoutes.remove(context, id));
        Set<String> ids = updated(name, content);
        for (String id : own) {
            if (!ids.contains(id)) {
                stop(id);
            }
        }
    }

    private Set<String> updated(String name, String content) throws Exception {
        var resource = ResourceHelper.fromBytes(
                folder.resolve(name).toUri().toString(), content.getBytes(StandardCharsets.UTF_8));
        return PluginHelper.getRoutesLoader(context).updateRoutes(resource);
    }

    private void restore(String name) {
        String last = good.get(name);
        if (last == null) {
            routeIds(name).forEach(this::stop);
            return;
        }
        try {
            updated(name, last);
        } catch (Exception unexpected) {
            LOG.error("The last good version of {} does not load any more", name, unexpected);
        }
    }

    private Set<String> others(String name) {
        var others = new TreeSet<String>();
        files.forEach((file, state) -> {
            if (!file.equals(name)) {
                others.addAll(state.routeIds());
            }
        });
        return others;
    }

    private void remove(String name) {
        RouteFile file = Objects.requireNonNull(files.remove(name));
        contents.remove(name);
        good.remove(name);
        file.routeIds().forEach(this::stop);
        LOG.info("{} is gone, and its routes with it: {}", name, file.routeIds());
    }

    private void stop(String routeId) {
        KameletRoutes.remove(context, routeId);
        try {
            context.getRouteController().stopRoute(routeId);
            context.removeRoute(routeId);
        } catch (Exception unexpected) {
            LOG.error("Route {} does not stop", routeId, unexpected);
        }
    }

    private List<String> routeIds(String name) {
        String location = folder.resolve(name).toUri().toString();
        var ids = new ArrayList<String>();
        for (Route route : context.getRoutes()) {
            if (route.getSourceLocation() != null && route.getSourceLocation().contains(location)) {
                ids.add(route.getRouteId());
            }
        }
        return ids;
    }

    private static Problem problem(String name, Exception broken) {
        String message = broken.getMessage() == null ? broken.toString() : broken.getMessage();
        for (Throwable cause = broken.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !message.contains(cause.getMessage())) {
                message = message + ": " + cause.getMessage();
            }
        }
        Matcher line = LINE.matcher(message);
        return Problem.of(
                ErrorCode.ROUTE_INVALID,
                name,
                line.find() ? Integer.parseInt(line.group(1)) : 0,
                message.lines().findFirst().orElse(message));
    }
}
