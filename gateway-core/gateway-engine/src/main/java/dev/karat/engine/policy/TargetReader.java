package dev.karat.engine.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.TargetPolicy.Consents;
import dev.karat.engine.policy.TargetPolicy.Mode;
import dev.karat.engine.policy.TargetPolicy.Withdrawal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the targets of gateway.yaml, and who owns which field. */
final class TargetReader {
    private TargetReader() {}

    static Map<String, TargetPolicy> read(JsonNode root) {
        var targets = new LinkedHashMap<String, TargetPolicy>();
        root.path("targets")
                .properties()
                .forEach(entry ->
                        targets.put(entry.getKey(), target(entry.getKey(), entry.getValue(), root.path("segments"))));
        return targets;
    }

    private static TargetPolicy target(String name, JsonNode node, JsonNode segments) {
        return new TargetPolicy(
                name,
                word(Phase.class, node, "phase", Phase.OBSERVE),
                word(Mode.class, node, "mode", Mode.UPDATE),
                where(node, segments),
                fields(node, "give"),
                node.path("blanks").asText("keep").equals("clear"),
                node.path("duplicates").asText("primary").equals("all"),
                node.path("canary").asInt(20),
                BrakeReader.read(node.path("brake")),
                fields(node, "never"),
                word(Withdrawal.class, node, "onArchive", Withdrawal.KEEP),
                word(Withdrawal.class, node, "onLeave", Withdrawal.KEEP),
                word(Consents.class, node, "consents", Consents.REFUSALS));
    }

    private static <E extends Enum<E>> E word(Class<E> type, JsonNode node, String name, E otherwise) {
        String word = node.path(name).asText("");
        return word.isEmpty()
                ? otherwise
                : Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The segment that the target names, and its own expression: both have to be true. */
    private static @Nullable String where(JsonNode node, JsonNode segments) {
        String own = node.has("where") ? node.path("where").asText() : null;
        String segment = node.has("segment")
                ? segments.path(node.path("segment").asText()).asText()
                : null;
        return segment == null || own == null ? own == null ? segment : own : "(" + segment + ") and (" + own + ")";
    }

    private static Set<Attribute> fields(JsonNode target, String list) {
        Set<Attribute> fields = EnumSet.noneOf(Attribute.class);
        target.path("fields")
                .path(list)
                .forEach(path -> fields.add(Attribute.of(path.asText()).orElseThrow()));
        return fields;
    }

    /** The system whose value of an attribute counts alone; of two the first one that the file names. */
    static Map<Attribute, String> owners(JsonNode targets) {
        var owners = new EnumMap<Attribute, String>(Attribute.class);
        targets.properties()
                .forEach(entry -> fields(entry.getValue(), "owns")
                        .forEach(attribute -> owners.putIfAbsent(attribute, entry.getKey())));
        return owners;
    }

    /** What a schema cannot say: segments that are not there, and fields that two lists claim. */
    static List<Problem> problems(YamlDocument yaml) {
        var problems = new ArrayList<Problem>();
        Map<Attribute, String> owners = owners(yaml.root().path("targets"));
        yaml.root().path("targets").properties().forEach(entry -> {
            String at = "/targets/" + entry.getKey();
            JsonNode target = entry.getValue();
            String segment = target.path("segment").asText("");
            if (!segment.isEmpty() && !yaml.root().path("segments").has(segment)) {
                problems.add(yaml.problem(
                        ErrorCode.CONFIG_INVALID, at + "/segment", "There is no segment " + segment + " in this file"));
            }
            for (Attribute attribute : fields(target, "owns")) {
                String owner = owners.getOrDefault(attribute, entry.getKey());
                if (!owner.equals(entry.getKey())) {
                    problems.add(clash(yaml, at + "/fields/owns", attribute, "owned by " + owner + ", too"));
                }
                if (fields(target, "give").contains(attribute)) {
                    problems.add(clash(yaml, at + "/fields/give", attribute, "owned by " + entry.getKey() + " itself"));
                }
            }
            for (Attribute attribute : fields(target, "never")) {
                if (fields(target, "give").contains(attribute)) {
                    problems.add(clash(yaml, at + "/fields/give", attribute, "never to get to " + entry.getKey()));
                }
            }
        });
        return problems;
    }

    private static Problem clash(YamlDocument yaml, String at, Attribute attribute, String why) {
        return yaml.problem(ErrorCode.FIELD_OWNERSHIP, at, attribute.path() + " is " + why);
    }
}
