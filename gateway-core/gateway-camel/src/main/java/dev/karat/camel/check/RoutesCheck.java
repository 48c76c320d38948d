package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.routes.EndpointUse;
import dev.karat.camel.routes.RouteFiles;
import dev.karat.camel.routes.RouteText;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks route files by themselves: their form, their ids, and whether components and Kamelets exist. */
final class RoutesCheck {
    private final Kamelets kamelets;
    private final List<RouteText> texts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    RoutesCheck(Path folder, Connectors connectors) {
        this.kamelets = new Kamelets(connectors);
        try {
            RouteFiles.of(folder).forEach(this::check);
        } catch (UncheckedIOException unreadable) {
            problems.add(Problem.of(
                    ErrorCode.CONFIG_INVALID, folder.toString(), 0, String.valueOf(unreadable.getMessage())));
        }
        ids();
        splits();
    }

    List<Problem> problems() {
        return problems;
    }

    /** Files that are well-formed. */
    List<RouteText> texts() {
        return texts;
    }

    private void check(Path file) {
        String name = file.toString();
        Loaded<RouteText> text = YamlDocument.text(file, name).then(read -> RouteText.parse(read, name));
        List<Problem> found =
                text.value() == null ? text.problems() : text.value().problems();
        if (text.value() != null && found.isEmpty()) {
            found = YamlDsl.problems(text.value().document());
        }
        problems.addAll(found);
        if (text.value() != null && found.isEmpty()) {
            texts.add(text.value());
            text.value().endpoints().forEach(use -> endpoint(text.value().document(), use));
        }
    }

    private void endpoint(YamlDocument document, EndpointUse use) {
        if (use.scheme().equals("kamelet")) {
            String name = use.name().split("/", 2)[0];
            if (!kamelets.has(name)) {
                bad(document, use, "There is no Kamelet " + name);
            }
        } else if (!Kamelets.onClassPath("META-INF/services/org/apache/camel/component/" + use.scheme())) {
            bad(document, use, "There is no component " + use.scheme());
        }
    }

    private void ids() {
        Map<String, String> owners = new HashMap<>();
        for (RouteText text : texts) {
            text.ids().forEach((id, pointer) -> {
                String owner = owners.putIfAbsent(id, text.document().file());
                if (owner != null) {
                    problems.add(text.document()
                            .problem(
                                    ErrorCode.ROUTE_INVALID,
                                    pointer + "/id",
                                    "Route " + id + " stands in " + owner + " already"));
                }
            });
        }
    }

    /** Routes that hand over to others are one way. */
    private void splits() {
        Set<String> leading = new LinkedHashSet<>(Set.of(RouteText.INGEST));
        boolean more = true;
        while (more) {
            more = false;
            for (RouteText text : texts) {
                more |= leading.addAll(text.leadingTo(leading));
            }
        }
        texts.forEach(text -> problems.addAll(text.splits(leading)));
    }

    private void bad(YamlDocument document, EndpointUse use, String message) {
        problems.add(document.problem(ErrorCode.ROUTE_INVALID, use.pointer(), message));
    }
}
