package dev.karat.engine.mapping;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.mapping.FieldRule.Part;
import dev.karat.engine.mapping.FieldRule.Source;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the schema cannot check: canonical names, converters, patterns, expressions. Used once per file. */
final class MappingReader {
    private static final String FULL_NAME = "fullName";

    private final YamlDocument document;
    private final List<Problem> problems = new ArrayList<>();

    MappingReader(YamlDocument document) {
        this.document = document;
    }

    Loaded<MappingSpec> read() {
        var root = document.root();
        var rules = new ArrayList<FieldRule>();
        for (int i = 0; i < root.path("fields").size(); i++) {
            rules.add(rule("/fields/" + i));
        }
        var examples = new ArrayList<MappingExample>();
        for (int i = 0; i < root.path("examples").size(); i++) {
            examples.add(example("/examples/" + i));
        }
        return problems.isEmpty()
                ? Loaded.of(new MappingSpec(
                        document.file(), root.path("entity").asText(), MappingSpec.cleared(root), rules, examples))
                : Loaded.failed(problems);
    }

    private FieldRule rule(String at) {
        JsonNode node = document.at(at);
        List<Target> targets = targets(at, node.path("to"));
        String usual =
                node.has("from") || (node.has("to") && node.has("into")) ? "both" : node.has("to") ? "in" : "out";
        String direction = node.path("direction").asText(usual);
        boolean outward = !direction.equals("in");
        boolean inward = !direction.equals("out") && !targets.isEmpty();
        if ((node.has("jslt") || node.has("block")) && outward) {
            bad(at, "What is computed is only read; set direction: in");
        }
        if (!node.has("into") && outward && !node.has("from")) {
            bad(at, "A constant that is written needs into");
        }
        checkShape(at, node, targets);
        List<JsonPointer> from = pointers(node.path("from"));
        List<JsonPointer> into = node.has("into") ? pointers(node.path("into")) : from;
        if (outward && !into.stream().allMatch(Placing::isWithinLimit)) {
            bad(at, "Arrays are written up to index " + Placing.INDEX_MAX);
        }
        return new FieldRule(
                targets,
                new Source(from, converter(at, node)),
                into,
                node.get("value"),
                expression(at, node.path("jslt")),
                parts(at, targets, node.path("block")),
                inward,
                outward,
                node.has("on"),
                node.path("required").asBoolean(),
                node.path("via").asText().equals(FULL_NAME),
                node.has("when") ? Condition.of(node.path("when")) : null);
    }

    private List<Target> targets(String at, JsonNode to) {
        var targets = new ArrayList<Target>();
        for (String path : Texts.of(to)) {
            Target.of(path).ifPresentOrElse(targets::add, () -> bad(at + "/to", path + " is no canonical path"));
        }
        return targets;
    }

    private void checkShape(String at, JsonNode node, List<Target> targets) {
        if (targets.size() > 1 && !node.path("via").asText().equals(FULL_NAME)) {
            bad(at + "/to", "Only via: fullName has two targets");
        }
        if (targets.size() == 2
                && !List.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME)
                        .equals(targets.stream().map(Target::attribute).toList())) {
            bad(at + "/to", "A full name is split into givenName and familyName");
        }
        if (targets.isEmpty() || node.has("jslt")) {
            return;
        }
        Target target = targets.get(0);
        boolean block = target.attribute().shape().isBlock();
        if (node.has("block") != (block && target.component() == null)) {
            bad(at, target.path() + (block ? " is given as block, or by component" : " is no block"));
        } else if (target.attribute().shape() == Attribute.Shape.BLOCKS && !node.has("block")) {
            bad(at, target.attribute().path() + " holds several blocks; give each as block");
        }
    }

    private Map<String, Part> parts(String at, List<Target> targets, JsonNode block) {
        var parts = new LinkedHashMap<String, Part>();
        block.properties().forEach(entry -> {
            String where = YamlDocument.child(at + "/block", entry.getKey());
            JsonNode node = entry.getValue();
            if (!targets.isEmpty() && !targets.get(0).attribute().components().contains(entry.getKey())) {
                bad(
                        where,
                        entry.getKey() + " is no component of "
                                + targets.get(0).attribute().path());
            }
            JsonNode value = node.get("value");
            parts.put(
                    entry.getKey(),
                    new Part(
                            new Source(pointers(node.path("from")), converter(where, node)),
                            value == null ? null : value.asText(),
                            node.path("required").asBoolean()));
        });
        return parts;
    }

    private Converter converter(String at, JsonNode node) {
        String via = node.path("via").asText("text");
        Converter converter =
                node.has("format") ? formatted(at, via, node.path("format").asText()) : null;
        if (converter == null) {
            converter = Converters.named(via);
        }
        return node.has("map") ? converter.then(new WordMap(node.path("map"))) : converter;
    }

    private @Nullable Converter formatted(String at, String via, String pattern) {
        try {
            var form = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
            if (via.equals("date")) {
                return Instants.dateIn(form);
            } else if (via.equals("instant")) {
                return Instants.instantIn(form);
            }
            bad(at + "/format", "Only date and instant have a format");
        } catch (IllegalArgumentException noPattern) {
            bad(at + "/format", "This is no pattern of java.time");
        }
        return null;
    }

    private @Nullable Expression expression(String at, JsonNode jslt) {
        if (jslt.isMissingNode()) {
            return null;
        }
        try {
            return Parser.compileString(jslt.asText());
        } catch (JsltException broken) {
            bad(at + "/jslt", "This is no JSLT expression: " + broken.getMessage());
            return null;
        }
    }

    private MappingExample example(String at) {
        JsonNode node = document.at(at);
        node.path("canonical").fieldNames().forEachRemaining(name -> {
            if (Attribute.of(name).isEmpty()) {
                bad(YamlDocument.child(at + "/canonical", name), name + " is no canonical attribute");
            }
        });
        var blank = MappingContext.Blank.valueOf(
                node.path("blank").asText("unknown").toUpperCase(Locale.ROOT));
        JsonNode country = node.get("country");
        return new MappingExample(
                node.path("name").asText(),
                node.get("in"),
                node.path("canonical"),
                node.get("out"),
                node.path("creating").asBoolean(),
                new MappingContext(
                        country == null ? null : country.asText(),
                        zone(at, node.path("zone").asText("UTC")),
                        blank),
                document.line(at));
    }

    private ZoneId zone(String at, String name) {
        if (ZoneId.getAvailableZoneIds().contains(name)) {
            return ZoneId.of(name);
        }
        bad(at + "/zone", name + " is no IANA zone");
        return MappingContext.PLAIN.zone();
    }

    private static List<JsonPointer> pointers(JsonNode node) {
        return Texts.of(node).stream().map(JsonPointer::compile).toList();
    }

    private void bad(String at, String message) {
        problems.add(document.problem(ErrorCode.MAPPING_INVALID, at, message));
    }
}
