package dev.karat.camel.connector;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.StreamSpec;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Kamelets of a connector, which are how routes see it: a source for each stream that does not come with another, one
 * for the vendor's calls, one for its events, a sink if customers are written, and one if notices are sent. They are written from the
 * declaration, so that every connector looks the same and none says something else than it does.
 */
public final class KameletText {
    /** Folder of the Kamelets in a connector's folder. */
    public static final String FOLDER = "kamelets";

    private static final String SUFFIX = ".kamelet.yaml";
    private static final String CUSTOMER = "customer";
    private static final String NOTICE = "notice";

    private KameletText() {}

    /** Streams that have a source of their own, in the order of the declaration; another comes along with one of them. */
    public static List<StreamSpec> sources(ConnectorSpec spec) {
        return spec.streams().values().stream()
                .filter(stream -> !spec.isTold(stream))
                .filter(stream -> spec.streams().values().stream()
                        .noneMatch(other -> stream.name().equals(other.also())))
                .toList();
    }

    /** Name of the source that reads a stream. */
    public static String source(ConnectorSpec spec, StreamSpec stream) {
        return spec.id() + "-" + what(stream) + "-source";
    }

    /** Name of the source that takes the calls of systems; there is one if they call. */
    public static String webhook(ConnectorSpec spec) {
        return spec.id() + "-webhook-source";
    }

    /** Name of the sink that customers are written to; there is one if the connector writes them. */
    public static String sink(ConnectorSpec spec) {
        return spec.id() + "-" + CUSTOMER + "-sink";
    }

    private static String what(StreamSpec stream) {
        boolean customers = stream.entity().equals(CUSTOMER) && stream.interaction() == null && !stream.feed();
        return customers ? CUSTOMER : stream.name();
    }

    /** Names of the files and what they hold, in alphabetical order. */
    public static SortedMap<String, String> of(ConnectorSpec spec) {
        var files = new TreeMap<String, String>();
        for (StreamSpec stream : sources(spec)) {
            String what = what(stream);
            String description = "Gives the " + stream.name() + " of a " + spec.title()
                    + " system in pages, as they change. Hand each page whole to golden:ingest.";
            files.put(source(spec, stream) + SUFFIX, source(spec, what, "read", stream.name(), description));
        }
        if (spec.webhook() != null) {
            String description = "Takes the calls of a " + spec.title() + " system and gives the records that they "
                    + (spec.webhook().tellsRecords()
                            ? "hold in pages. Hand each page whole to golden:ingest."
                            : "tell of in pages. Hand each page whole to golden:ingest, and read the system besides.");
            files.put(webhook(spec) + SUFFIX, source(spec, "webhook", "webhook", spec.webhook().stream(), description));
        }
        if (spec.events() != null) {
            String description =
                    "Gives the records that a " + spec.title() + " system tells of by events, in pages, within"
                            + " seconds. Hand each page whole to golden:ingest, and read the system besides.";
            files.put(
                    spec.id() + "-events-source" + SUFFIX,
                    source(spec, "events", "events", spec.events().stream(), description));
        }
        if (spec.writes().containsKey(CUSTOMER)) {
            String description = "Writes the pages that golden:deliver gives for a " + spec.title()
                    + " system, and answers one outcome per customer.";
            files.put(sink(spec) + SUFFIX, sink(spec, CUSTOMER, "write", description));
        }
        if (spec.endpoints().containsKey(ConnectorSpec.NOTICES)) {
            String description =
                    "Sends a notice about each page that golden:changes gives. It never holds anything about"
                            + " a person.";
            files.put(spec.id() + "-" + NOTICE + "-sink" + SUFFIX, sink(spec, NOTICE, "notify", description));
        }
        return files;
    }

    private static String source(ConnectorSpec spec, String what, String operation, String stream, String description) {
        return head(spec, what, "source", description) + """
                    from:
                      uri: connector:%s
                      parameters:
                        system: "{{system}}"
                        stream: %s
                      steps:
                        - to: kamelet:sink
                """.formatted(operation, stream);
    }

    private static String sink(ConnectorSpec spec, String what, String operation, String description) {
        return head(spec, what, "sink", description) + """
                    from:
                      uri: kamelet:source
                      steps:
                        - to:
                            uri: connector:%s
                            parameters:
                              system: "{{system}}"
                """.formatted(operation);
    }

    private static String head(ConnectorSpec spec, String what, String type, String description) {
        String name = spec.id() + "-" + what + "-" + type;
        String title = spec.title() + " " + capital(what) + " " + capital(type);
        return """
                # Written from connector.yaml; do not edit.
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: %s
                  annotations:
                    camel.apache.org/provider: Karat
                    camel.apache.org/kamelet.group: %s
                  labels:
                    camel.apache.org/kamelet.type: %s
                spec:
                  definition:
                    title: %s
                    description: %s
                    type: object
                    required: [system]
                    properties:
                      system:
                        title: System
                        description: Name of the system in gateway.yaml
                        type: string
                  template:
                """.formatted(name, quoted(spec.title()), type, quoted(title), quoted(description));
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** A text of JSON is one of YAML too. */
    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }
}
