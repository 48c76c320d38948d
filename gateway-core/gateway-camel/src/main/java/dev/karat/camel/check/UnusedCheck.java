package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.routes.EndpointUse;
import dev.karat.camel.routes.RouteText;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.GatewayPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what gateway.yaml declares and no route does: it may be meant so, while somebody sets up a system. */
final class UnusedCheck {
    private UnusedCheck() {}

    static List<Problem> notices(YamlDocument yaml, GatewayPolicy policy, List<RouteText> texts) {
        Set<String> read = new HashSet<>();
        Set<String> delivered = new HashSet<>();
        for (RouteText text : texts) {
            for (EndpointUse use : text.endpoints()) {
                String system = use.parameter("system");
                String target = use.parameter("target");
                if (system != null && (use.source() || use.address().equals("golden:ingest"))) {
                    read.add(system);
                }
                if (target != null && use.source()) {
                    delivered.add(target);
                }
            }
        }
        var notices = new ArrayList<Problem>();
        policy.systems().keySet().stream()
                .sorted()
                .filter(name -> !read.contains(name))
                .forEach(name -> notices.add(
                        notice(yaml, "/systems/" + name, "No route reads " + name, "Add a route that reads it.")));
        policy.targets().keySet().stream()
                .sorted()
                .filter(name -> !delivered.contains(name))
                .forEach(name -> notices.add(notice(
                        yaml,
                        "/targets/" + name,
                        "No route delivers to " + name,
                        "Add a route from golden:deliver?target=" + name + ".")));
        return notices;
    }

    private static Problem notice(YamlDocument yaml, String pointer, String message, String fix) {
        return new Problem(ErrorCode.CONFIG_INVALID, yaml.file(), yaml.line(pointer), message, fix);
    }
}
