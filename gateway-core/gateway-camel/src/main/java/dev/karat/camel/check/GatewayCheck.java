package dev.karat.camel.check;

import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks gateway.yaml, the connectors that it uses and the route files, offline: it reads files, starts nothing and calls
 * nobody.
 */
public final class GatewayCheck {
    private GatewayCheck() {}

    /**
     * Checks a folder.
     *
     * @param folder gateway.yaml and the route files
     * @param connectors folder of the connectors
     * @param secrets where references lead on this machine
     */
    public static Findings of(Path folder, Path connectors, Secrets secrets) {
        return of(folder, Connectors.read(connectors), secrets);
    }

    /** The same with connectors that were read, such as those of plugins among them. */
    public static Findings of(Path folder, Connectors connectors, Secrets secrets) {
        var problems = new ArrayList<Problem>();
        var notices = new ArrayList<Problem>();
        Path file = folder.resolve(PolicyReader.FILE);
        Loaded<GatewayPolicy> policy = PolicyReader.read(file);
        problems.addAll(policy.problems());
        var routes = new RoutesCheck(folder, connectors);
        if (policy.value() == null) {
            problems.addAll(routes.problems());
            return new Findings(problems, notices);
        }
        YamlDocument yaml = YamlDocument.read(file).orThrow();
        var systems = new SystemsCheck(yaml, policy.value(), connectors, secrets);
        Map<String, ConnectorFolder> usable = systems.run();
        problems.addAll(systems.problems());
        notices.addAll(systems.notices());
        problems.addAll(new TargetsCheck(yaml, policy.value(), usable).problems());
        problems.addAll(secrets(yaml, problems));
        List<Problem> wrong = new ArrayList<>(routes.problems());
        wrong.addAll(new NamesCheck(policy.value(), usable).problems(routes.texts()));
        var subscribers = new SubscribersCheck(yaml, policy.value(), secrets);
        subscribers.run(routes.texts());
        wrong.addAll(subscribers.problems());
        problems.addAll(wrong);
        notices.addAll(subscribers.notices());
        if (wrong.isEmpty()) {
            // Routes that cannot be read would make what they do look undone.
            notices.addAll(UnusedCheck.notices(yaml, policy.value(), routes.texts()));
            flows(yaml, policy.value(), usable, routes, problems, notices);
        }
        routes.texts().forEach(text -> problems.addAll(LiteralSecrets.in(text.document())));
        return new Findings(problems, notices);
    }

    /** Secrets beyond those that connectors declare as such. */
    private static List<Problem> secrets(YamlDocument yaml, List<Problem> known) {
        return LiteralSecrets.in(yaml).stream()
                .filter(secret ->
                        known.stream().noneMatch(one -> one.code() == secret.code() && one.line() == secret.line()))
                .toList();
    }

    /** What only the routes and targets together show. */
    private static void flows(
            YamlDocument yaml,
            GatewayPolicy policy,
            Map<String, ConnectorFolder> usable,
            RoutesCheck routes,
            List<Problem> problems,
            List<Problem> notices) {
        List<Flow> flows =
                routes.texts().stream().flatMap(text -> Flow.of(text).stream()).toList();
        var places = new Places(policy, usable);
        var writers = new WritersCheck(yaml, policy, places);
        writers.run(flows);
        var cycles = new CycleCheck(places);
        cycles.run(flows);
        problems.addAll(writers.problems());
        problems.addAll(cycles.problems());
        notices.addAll(writers.notices());
        notices.addAll(cycles.notices());
    }
}
