package dev.karat.camel.init;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.camel.connector.KameletText;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.WebhookSpec;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The route files of a system: one for each of its streams, and one that delivers. */
final class SystemRoutes {
    private static final String SUFFIX = ".camel.yaml";

    private SystemRoutes() {}

    /** Paths below the folder of the routes, and what the files hold. */
    static SortedMap<String, String> of(ChosenSystem system) {
        var files = new TreeMap<String, String>();
        List<StreamSpec> read = KameletText.sources(system.spec());
        for (StreamSpec stream : read) {
            files.put(
                    "1-inbound/" + system.name() + "-" + stream.name() + SUFFIX,
                    inbound(system, stream, KameletText.source(system.spec(), stream)));
        }
        WebhookSpec calls = system.spec().webhook();
        if (read.isEmpty() && calls != null) {
            StreamSpec told = Objects.requireNonNull(system.spec().streams().get(calls.stream()));
            files.put(
                    "1-inbound/" + system.name() + "-" + told.name() + SUFFIX,
                    inbound(system, told, KameletText.webhook(system.spec())));
        }
        if (!system.give().isEmpty()) {
            files.put("3-outbound/" + system.name() + "-customers" + SUFFIX, outbound(system));
        }
        return files;
    }

    private static String inbound(ChosenSystem system, StreamSpec stream, String kamelet) {
        String becoming = stream.interaction() == null
                ? "as they change, into the golden profile"
                : "as interactions on the golden profile";
        return """
                - route:
                    id: %s-%s-in
                    group: %s
                    description: %s
                    from:
                      uri: kamelet:%s
                      parameters: { system: %s }
                      steps:
                        - to: golden:ingest
                """.formatted(
                        system.name(),
                        stream.name(),
                        system.name(),
                        quoted("The " + stream.name() + " of " + system.shown() + ", " + becoming),
                        kamelet,
                        system.name());
    }

    private static String outbound(ChosenSystem system) {
        return """
                - route:
                    id: %s-customers-out
                    group: %s
                    description: %s
                    from:
                      uri: golden:deliver
                      parameters: { target: %s, batch: 100 }
                      steps:
                        - to: kamelet:%s?system=%s
                """.formatted(
                        system.name(),
                        system.name(),
                        quoted("Golden profiles to " + system.shown() + ", at most 100 at once"),
                        system.name(),
                        KameletText.sink(system.spec()),
                        system.name());
    }

    /** A text of JSON is one of YAML too. */
    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }
}
