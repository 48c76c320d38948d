package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.routes.EndpointUse;
import dev.karat.camel.routes.RouteText;
import dev.karat.engine.change.EventFilter;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.SubscriberPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the subscribers of gateway.yaml: what they want to be told, and that somebody tells them. */
final class SubscribersCheck {
    private final YamlDocument yaml;
    private final GatewayPolicy policy;
    private final Secrets secrets;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> notices = new ArrayList<>();

    SubscribersCheck(YamlDocument yaml, GatewayPolicy policy, Secrets secrets) {
        this.yaml = yaml;
        this.policy = policy;
        this.secrets = secrets;
    }

    List<Problem> problems() {
        return problems;
    }

    /** References that lead nowhere here, and subscribers that no route reads. */
    List<Problem> notices() {
        return notices;
    }

    void run(List<RouteText> routes) {
        Set<String> read = new HashSet<>();
        for (RouteText route : routes) {
            route.endpoints().stream()
                    .filter(use -> use.address().equals("golden:changes"))
                    .forEach(use -> {
                        String name = use.parameter("subscriber");
                        if (name != null) {
                            read.add(name);
                            called(route.document(), use, name);
                        }
                    });
        }
        yaml.root().path("subscribers").fieldNames().forEachRemaining(name -> {
            SubscriberPolicy subscriber = policy.subscribers().get(name);
            if (subscriber != null) {
                filter(subscriber);
                references(subscriber);
                if (subscriber.url() == null && !read.contains(name)) {
                    notices.add(new Problem(
                            ErrorCode.CONFIG_INVALID,
                            yaml.file(),
                            yaml.line(at(name)),
                            "Nobody tells " + name,
                            "Give it a url, or add a route from golden:changes?subscriber=" + name + "."));
                }
            }
        });
    }

    private void called(YamlDocument document, EndpointUse use, String name) {
        SubscriberPolicy subscriber = policy.subscribers().get(name);
        if (subscriber != null && subscriber.url() != null) {
            problems.add(document.problem(
                    ErrorCode.ROUTE_INVALID,
                    use.pointer(),
                    "Subscriber " + name + " has a url in gateway.yaml: its events are sent there"));
        }
    }

    private void filter(SubscriberPolicy subscriber) {
        try {
            new EventFilter(subscriber.types(), subscriber.where());
        } catch (GatewayException broken) {
            String why = String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
            problems.add(yaml.problem(ErrorCode.CONFIG_INVALID, at(subscriber.name()) + "/where", why));
        }
    }

    private void references(SubscriberPolicy subscriber) {
        for (int i = 0; i < subscriber.secrets().size(); i++) {
            reference(subscriber.secrets().get(i), at(subscriber.name()) + "/secrets/" + i);
        }
        String url = subscriber.url();
        if (url != null && Secrets.isVariable(url)) {
            reference(url, at(subscriber.name()) + "/url");
        }
    }

    private void reference(String reference, String pointer) {
        try {
            secrets.resolve(reference);
        } catch (GatewayException missing) {
            notices.add(yaml.problem(missing.code(), pointer, String.valueOf(missing.getMessage())));
        }
    }

    private static String at(String name) {
        return "/subscribers/" + name;
    }
}
