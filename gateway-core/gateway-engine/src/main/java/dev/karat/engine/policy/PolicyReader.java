package dev.karat.engine.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.engine.config.Durations;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.SchemaCheck;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.match.MatchModel;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reads gateway.yaml. Every complaint names its line. */
public final class PolicyReader {
    /** Name of the file in the folder of the routes. */
    public static final String FILE = "gateway.yaml";

    private static final SchemaCheck SCHEMA = SchemaCheck.named("gateway.schema.json", ErrorCode.CONFIG_INVALID);

    private PolicyReader() {}

    /** Reads and checks the file; the connections are checked by their connectors. */
    public static Loaded<GatewayPolicy> read(Path file) {
        return YamlDocument.read(file).then(yaml -> read(RelativeFiles.resolve(yaml, file)));
    }

    static Loaded<GatewayPolicy> read(YamlDocument yaml) {
        List<Problem> problems = new ArrayList<>(SCHEMA.check(yaml));
        if (!problems.isEmpty()) {
            return Loaded.failed(problems);
        }
        JsonNode root = yaml.root();
        problems.addAll(references(yaml));
        Loaded<MatchModel> model = ModelReference.read(yaml, folder(yaml));
        problems.addAll(model.problems());
        if (!problems.isEmpty()) {
            return Loaded.failed(problems);
        }
        JsonNode gateway = root.path("gateway");
        return Loaded.of(new GatewayPolicy(
                gateway.path("environment").asText("default"),
                gateway.path("country").asText("DE"),
                ZoneId.of(gateway.path("timezone").asText("UTC")),
                gateway.path("currency").asText("EUR"),
                systems(root.path("systems"), folder(yaml)),
                new MatchingPolicy(model.orThrow()),
                survivorship(root.path("survivorship"), TargetReader.owners(root.path("targets"))),
                TargetReader.read(root),
                SubscriberReader.read(root.path("subscribers"))));
    }

    /** What a schema cannot say: names that refer to something. */
    private static List<Problem> references(YamlDocument yaml) {
        var problems = new ArrayList<Problem>();
        JsonNode systems = yaml.root().path("systems");
        yaml.root().path("targets").fieldNames().forEachRemaining(target -> {
            if (!systems.has(target)) {
                problems.add(yaml.problem(
                        ErrorCode.SYSTEM_UNKNOWN,
                        "/targets/" + target,
                        "Target " + target + " is no system of this file"));
            }
        });
        yaml.root().path("survivorship").path("attributes").properties().forEach(entry -> {
            for (JsonNode system : entry.getValue().path("prefer")) {
                if (!systems.has(system.asText())) {
                    problems.add(yaml.problem(
                            ErrorCode.SYSTEM_UNKNOWN,
                            "/survivorship/attributes/" + entry.getKey() + "/prefer",
                            system.asText() + " is no system of this file"));
                }
            }
        });
        problems.addAll(TargetReader.problems(yaml));
        problems.addAll(SubscriberReader.problems(yaml));
        String zone = yaml.root().path("gateway").path("timezone").asText("UTC");
        try {
            ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            problems.add(yaml.problem(ErrorCode.CONFIG_INVALID, "/gateway/timezone", zone + " is no time zone"));
        }
        return problems;
    }

    private static Path folder(YamlDocument yaml) {
        Path file = Path.of(yaml.file()).toAbsolutePath();
        return Objects.requireNonNullElse(file.getParent(), file);
    }

    private static Map<String, Path> mapping(JsonNode node, Path folder) {
        var files = new LinkedHashMap<String, Path>();
        node.properties()
                .forEach(entry -> files.put(
                        entry.getKey(), folder.resolve(entry.getValue().asText())));
        return files;
    }

    private static Map<String, SystemPolicy> systems(JsonNode node, Path folder) {
        var systems = new LinkedHashMap<String, SystemPolicy>();
        node.properties().forEach(entry -> {
            JsonNode system = entry.getValue();
            var drop = new ArrayList<String>();
            system.path("raw").path("drop").forEach(pointer -> drop.add(pointer.asText()));
            systems.put(
                    entry.getKey(),
                    new SystemPolicy(
                            entry.getKey(),
                            system.path("connector").asText(),
                            system.path("connection"),
                            system.path("trust").asInt(50),
                            system.path("blank").asText("unknown").equals("cleared"),
                            drop,
                            system.path("required").asBoolean(false),
                            Durations.parse(system.path("poll").asText("1m")),
                            system.path("limits"),
                            mapping(system.path("mapping"), folder)));
        });
        return systems;
    }

    private static SurvivorshipPolicy survivorship(JsonNode node, Map<Attribute, String> owners) {
        List<SurvivorshipPolicy.Rule> standard =
                rules(node.path("default"), List.of(SurvivorshipPolicy.Rule.TRUST, SurvivorshipPolicy.Rule.RECENT));
        var attributes = new LinkedHashMap<Attribute, SurvivorshipPolicy.AttributeRules>();
        owners.forEach((attribute, owner) ->
                attributes.put(attribute, new SurvivorshipPolicy.AttributeRules(standard, List.of(), owner)));
        node.path("attributes").properties().forEach(entry -> {
            Attribute attribute = Attribute.of(entry.getKey()).orElseThrow();
            var prefer = new ArrayList<String>();
            entry.getValue().path("prefer").forEach(system -> prefer.add(system.asText()));
            attributes.put(
                    attribute,
                    new SurvivorshipPolicy.AttributeRules(
                            rules(entry.getValue().path("by"), standard), prefer, owners.get(attribute)));
        });
        return new SurvivorshipPolicy(standard, attributes);
    }

    private static List<SurvivorshipPolicy.Rule> rules(JsonNode node, List<SurvivorshipPolicy.Rule> otherwise) {
        if (node.isEmpty()) {
            return otherwise;
        }
        var rules = new ArrayList<SurvivorshipPolicy.Rule>();
        node.forEach(rule -> rules.add(SurvivorshipPolicy.Rule.valueOf(upper(rule.asText()))));
        return rules;
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
