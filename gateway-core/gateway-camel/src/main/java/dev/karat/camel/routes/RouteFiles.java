package dev.karat.camel.routes;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
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
    private static final int DEPTH_MAX = 4;
    private static final String SUFFIX = ".camel.yaml";

    private final CamelContext context;
    private final Path folder;
    private final Clock clock;
    private final Map<String, RouteFile> files = new TreeMap<>();
    private final Map<String, Loaded<String>> contents = new TreeMap<>();
    private final Map<String, String> good = new TreeMap<>();
    private final Set<String> blocked = new TreeSet<>();

    /** @param folder of gateway.yaml; route files are looked for in it and below */
    public RouteFiles(CamelContext context, Path folder, Clock clock) {
        this.context = context;
        this.folder = folder;
        this.clock = clock;
    }

    /** Brings what runs in line with the folder; files that did not change are left alone. Never throws. */
    public synchronized void refresh() {
        Map<String, Path> present = present();
        if (present == null) {
            return;
        }
        boolean changed = false;
        for (String gone : new TreeSet<>(files.keySet())) {
            if (!present.containsKey(gone)) {
                remove(gone);
                changed = true;
            }
        }
        for (var entry : present.entrySet()) {
            Loaded<String> content = YamlDocument.text(entry.getValue(), entry.getKey());
            if (!content.equals(contents.put(entry.getKey(), content))) {
                load(entry.getKey(), content);
                changed = true;
            }
        }
        if (changed) {
            retry();
        }
    }

    /** Loads the files again whose ids ran from another file, which may have given them up now. */
    private void retry() {
        for (String name : List.copyOf(blocked)) {
            Loaded<String> content = contents.get(name);
            if (content != null) {
                load(name, content);
            }
        }
    }

    /** Loads a file again, as if it had changed. */
    public synchronized void reload(String name) {
        contents.remove(name);
        refresh();
    }

    /**
     * Stops the files that name one of these systems, changes something under them, and loads them again. What they were
     * doing is done before the change; other files run on.
     *
     * @return files that ran before and do not run now
     */
    public synchronized List<RouteFile> around(Set<String> systems, Runnable change) {
        List<RouteFile> touched = files.values().stream()
                .filter(file -> names(file.name(), systems))
                .toList();
        for (RouteFile file : touched) {
            file.routeIds().forEach(this::forget);
            if (file.state() == RouteFile.State.LOADED) {
                // What the file says now is all that is wanted; there is nothing older to go back to.
                good.remove(file.name());
            }
        }
        try {
            change.run();
        } finally {
            for (RouteFile file : touched) {
                Loaded<String> content = contents.get(file.name());
                if (content != null) {
                    load(file.name(), content);
                }
            }
        }
        return touched.stream()
                .filter(file -> !file.routeIds().isEmpty())
                .map(file -> files.get(file.name()))
                .filter(file -> file != null && file.routeIds().isEmpty())
                .toList();
    }

    private boolean names(String file, Set<String> systems) {
        Loaded<String> content = contents.get(file);
        return content != null
                && content.then(text -> RouteText.parse(text, file)).optional().stream()
                        .flatMap(text -> text.endpoints().stream())
                        .map(use -> use.parameter("system"))
                        .anyMatch(system -> system != null && systems.contains(system));
    }

    /** How every file stands, by name. */
    public synchronized Collection<RouteFile> all() {
        return List.copyOf(files.values());
    }

    /** Files by name, or null if the folder cannot be read now; what runs goes on then. */
    private @Nullable Map<String, Path> present() {
        var present = new TreeMap<String, Path>();
        try {
            for (Path path : of(folder)) {
                present.put(name(folder, path), path);
            }
            return present;
        } catch (UncheckedIOException unreadable) {
            LOG.warn("{}; what runs goes on", unreadable.getMessage());
            return null;
        }
    }

    /**
     * Route files of a folder in order, at most {@link #FILES_MAX}.
     *
     * @throws UncheckedIOException if it cannot be listed
     */
    public static List<Path> of(Path folder) {
        try (Stream<Path> paths = Files.walk(folder, DEPTH_MAX)) {
            List<Path> found = paths.filter(
                            path -> String.valueOf(path.getFileName()).endsWith(SUFFIX))
                    .sorted()
                    .limit(FILES_MAX + 1L)
                    .toList();
            if (found.size() > FILES_MAX) {
                LOG.warn("{} holds more than {} route files; the rest is not loaded", folder, FILES_MAX);
                return found.subList(0, FILES_MAX);
            }
            return found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot list " + folder, unreadable);
        } catch (UncheckedIOException unreadable) {
            throw new UncheckedIOException("Cannot list " + folder, unreadable.getCause());
        }
    }

    /** Path of a file below the folder, with slashes. */
    static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace(File.separatorChar, '/');
    }

    private void load(String name, Loaded<String> content) {
        Loaded<RouteText> text = content.then(read -> RouteText.parse(read, name));
        List<Problem> problems = text.value() == null ? text.problems() : problems(text.value(), name);
        if (problems.isEmpty()) {
            problems = run(name, content.orThrow(), text.orThrow());
        }
        RouteFile before = files.get(name);
        List<String> running = routeIds(name);
        RouteFile.State state = problems.isEmpty()
                ? RouteFile.State.LOADED
                : running.isEmpty() ? RouteFile.State.BROKEN : RouteFile.State.LAST_GOOD;
        Instant loadedAt =
                problems.isEmpty() ? clock.instant() : before == null || running.isEmpty() ? null : before.loadedAt();
        var now = new RouteFile(name, state, running, problems.isEmpty() ? null : problems.get(0), loadedAt);
        files.put(name, now);
        if (now.problem() == null) {
            LOG.info("Routes of {} run: {}", name, running);
        } else if (!now.equals(before)) {
            LOG.warn("{}", now.problem());
        }
    }

    /** What is wrong with a file, alone and beside the others. */
    private List<Problem> problems(RouteText text, String name) {
        List<Problem> problems = text.problems();
        blocked.remove(name);
        if (!problems.isEmpty()) {
            return problems;
        }
        for (RouteFile other : files.values()) {
            for (String id : other.routeIds()) {
                String pointer = text.ids().get(id);
                if (pointer != null && !other.name().equals(name)) {
                    blocked.add(name);
                    return List.of(text.document()
                            .problem(
                                    ErrorCode.ROUTE_INVALID,
                                    pointer + "/id",
                                    "Route " + id + " runs from " + other.name() + " already"));
                }
            }
        }
        return List.of();
    }

    /** Puts a file's routes in the place of the ones it had; the ones it had stay if that fails. */
    private List<Problem> run(String name, String content, RouteText text) {
        List<String> own = routeIds(name);
        try {
            own.forEach(id -> KameletRoutes.remove(context, id));
            updated(name, content);
            own.stream().filter(id -> !text.ids().containsKey(id)).forEach(this::forget);
            good.put(name, content);
            return List.of();
        } catch (Exception broken) {
            text.ids().keySet().forEach(this::forget);
            restore(name);
            return List.of(LoadFailure.of(broken, text));
        }
    }

    private void updated(String name, String content) throws Exception {
        var resource = ResourceHelper.fromBytes(location(name), content.getBytes(StandardCharsets.UTF_8));
        PluginHelper.getRoutesLoader(context).updateRoutes(resource);
    }

    private void restore(String name) {
        String last = good.get(name);
        if (last == null) {
            return;
        }
        try {
            updated(name, last);
        } catch (Exception unexpected) {
            LOG.error("The last good version of {} does not load any more", name, unexpected);
        }
    }

    private void remove(String name) {
        RouteFile file = Objects.requireNonNull(files.remove(name));
        contents.remove(name);
        good.remove(name);
        blocked.remove(name);
        file.routeIds().forEach(this::forget);
        LOG.info("{} is gone, and its routes with it: {}", name, file.routeIds());
    }

    /** Stops a route and takes it away, also one that was only half made. */
    private void forget(String routeId) {
        KameletRoutes.remove(context, routeId);
        try {
            if (context.getRoute(routeId) != null) {
                context.getRouteController().stopRoute(routeId);
                context.removeRoute(routeId);
            }
            Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
            RouteDefinition left = model.getRouteDefinition(routeId);
            if (left != null) {
                model.removeRouteDefinition(left);
            }
        } catch (Exception unexpected) {
            LOG.error("Route {} does not stop", routeId, unexpected);
        }
    }

    /** Not the URI of the path: that says whether there is a folder of that name at this moment. */
    private String location(String name) {
        return "file:" + folder.toAbsolutePath().toString().replace(File.separatorChar, '/') + "/" + name;
    }

    private List<String> routeIds(String name) {
        String location = location(name);
        return context.getRoutes().stream()
                .filter(route -> route.getSourceResource() != null
                        && location.equals(route.getSourceResource().getLocation()))
                .map(Route::getRouteId)
                .toList();
    }
}
