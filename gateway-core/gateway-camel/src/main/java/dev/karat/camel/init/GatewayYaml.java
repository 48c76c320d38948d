package dev.karat.camel.init;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.engine.config.YamlDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The text of gateway.yaml, new or with further systems. */
final class GatewayYaml {
    private static final String SYSTEMS = "systems";
    private static final String TARGETS = "targets";

    private static final String HEAD = """
            # yaml-language-server: $schema=.schema/gateway.schema.json
            # Systems, and what each of them gets back. docs/routes.md explains every setting; a change needs a restart.
            version: 1
            # Yours: for telephone numbers, times and amounts of systems that name no country, zone or currency.
            gateway: { environment: production, country: DE, timezone: Europe/Berlin, currency: EUR }

            # The variables (env:NAME) are those of .env.example. Secrets never stand here; any other setting may, in place of
            # its variable. A setting that your system does not need is deleted.
            systems:
            """;

    private static final String RULES = """

            survivorship:
              default: [trust, recent]
            """;

    private static final String GIVING = """

            # What each system gets back. In the phase observe nothing is written; docs/go-live.md leads from there to live.
            targets:
            """;

    private GatewayYaml() {}

    /** A new file. */
    static String of(List<ChosenSystem> systems) {
        String targets = targets(systems, Set.of());
        return HEAD + systems(systems) + RULES + (targets.isEmpty() ? "" : GIVING + targets);
    }

    /**
     * A file with further systems; everything else stays as it stands, comments included.
     *
     * @param file only names it in problems
     * @throws GatewayException CONFIG_INVALID if it has such a system, or has a form that lines cannot be added to
     */
    static String with(String file, String text, List<ChosenSystem> added) {
        YamlDocument before = YamlDocument.parse(file, text).orThrow();
        for (ChosenSystem system : added) {
            if (before.root().path(SYSTEMS).has(system.name())) {
                throw new GatewayException(
                        ErrorCode.CONFIG_INVALID,
                        file + " has a system " + system.name() + " already; give this one another name: NAME="
                                + system.spec().id());
            }
        }
        Set<String> owned = new HashSet<>();
        before.root()
                .path(TARGETS)
                .forEach(target -> target.at("/fields/owns").forEach(path -> owned.add(path.asText())));
        String systems = systems(added);
        String targets = targets(added, owned);
        String after = YamlBlock.insert(YamlBlock.insert(text, SYSTEMS, systems), TARGETS, targets);
        if (!isBoth(before, systems, targets, YamlDocument.parse(file, after).value())) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    file + " has a form that lines cannot be added to. Add these yourself:\nsystems:\n" + systems
                            + "targets:\n" + targets);
        }
        return after;
    }

    private static boolean isBoth(YamlDocument before, String systems, String targets, @Nullable YamlDocument after) {
        ObjectNode wanted = before.root().deepCopy();
        wanted.withObject("/" + SYSTEMS).setAll(node(systems));
        if (!targets.isEmpty()) {
            wanted.withObject("/" + TARGETS).setAll(node(targets));
        }
        return after != null && after.root().equals(wanted);
    }

    private static ObjectNode node(String yaml) {
        return (ObjectNode) YamlDocument.parse("added", yaml).orThrow().root();
    }

    private static String systems(List<ChosenSystem> systems) {
        return systems.stream().map(GatewayYaml::system).collect(Collectors.joining());
    }

    private static String system(ChosenSystem system) {
        Preset preset = system.preset();
        String connection = system.variables().stream()
                .map(variable -> "      " + variable.setting() + ": " + variable.reference() + "\n")
                .collect(Collectors.joining());
        return "  # " + system.spec().title() + "; what to ask its admin for is in connectors/"
                + system.spec().id() + "/BEHAVIOUR.md\n"
                + "  " + system.name() + ":\n"
                + "    connector: " + system.spec().id() + "\n"
                + (connection.isEmpty() ? "    connection: {}\n" : "    connection:\n" + connection)
                + "    trust: " + preset.trust() + "\n"
                + (preset.required() ? "    required: true\n" : "")
                + "    poll: " + preset.poll() + "\n";
    }

    /** A field has one owner, which is the first system that would be. */
    private static String targets(List<ChosenSystem> systems, Set<String> ownedAlready) {
        Set<String> owned = new HashSet<>(ownedAlready);
        var text = new StringBuilder();
        for (ChosenSystem system : systems) {
            List<String> give = paths(system.give());
            if (!give.isEmpty()) {
                List<String> owns =
                        paths(system.owns()).stream().filter(owned::add).toList();
                text.append("  ")
                        .append(system.name())
                        .append(": { phase: observe, mode: update, fields: { give: ")
                        .append(give)
                        .append(owns.isEmpty() ? "" : ", owns: " + owns)
                        .append(" } }\n");
            }
        }
        return text.toString();
    }

    private static List<String> paths(List<Attribute> attributes) {
        return attributes.stream().map(Attribute::path).toList();
    }
}
