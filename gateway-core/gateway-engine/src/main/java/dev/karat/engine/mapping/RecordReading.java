package dev.karat.engine.mapping;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.JsltException;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.mapping.FieldRule.Source;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One vendor's record on its way to canonical data. Used once, by one thread. */
final class RecordReading {
    /** What the lines have said so far about one attribute. */
    private static final class Said {
        final Set<String> texts = new LinkedHashSet<>();
        final List<SortedMap<String, String>> blocks = new ArrayList<>();
        final SortedMap<String, String> components = new TreeMap<>();
        boolean blank;
    }

    private final JsonNode record;
    private final MappingContext context;
    private final JsonNode cleared;
    private final Consumer<String> dropped;
    private final Map<Attribute, Said> said = new EnumMap<>(Attribute.class);

    /**
     * @param cleared what the vendor shows where a field is empty, besides what is empty anyway
     * @param dropped is told the canonical path of each value that could not be read
     */
    RecordReading(JsonNode record, MappingContext context, JsonNode cleared, Consumer<String> dropped) {
        this.record = record;
        this.context = context;
        this.cleared = cleared;
        this.dropped = dropped;
    }

    CustomerData read(List<FieldRule> rules) {
        for (FieldRule rule : rules) {
            if (rule.inward() && rule.appliesTo(record)) {
                take(rule);
            }
        }
        CustomerData data = build();
        for (FieldRule rule : rules) {
            if (rule.inward() && rule.required() && rule.appliesTo(record) && isMissing(rule, data)) {
                throw new GatewayException(
                        ErrorCode.MAPPING_FAILED,
                        "The record has no readable " + rule.targets().get(0).path());
            }
        }
        return data;
    }

    private static boolean isMissing(FieldRule rule, CustomerData data) {
        String component = rule.targets().get(0).component();
        return component == null
                ? data.get(rule.attribute()) == null || data.isCleared(rule.attribute())
                : data.component(rule.attribute(), component) == null;
    }

    private void take(FieldRule rule) {
        JsonNode constant = rule.constant();
        if (constant != null) {
            add(rule.targets().get(0), List.of(constant.asText()));
        } else if (rule.expression() != null) {
            compute(rule);
        } else if (!rule.block().isEmpty()) {
            addBlock(rule);
        } else if (rule.targets().size() == 2) {
            addSplitName(rule);
        } else {
            Target target = rule.targets().get(0);
            add(target, texts(target.path(), target.attribute(), rule.source()));
        }
    }

    private Said said(Attribute attribute) {
        return said.computeIfAbsent(attribute, any -> new Said());
    }

    private void add(Target target, List<String> texts) {
        if (texts.isEmpty()) {
            return;
        }
        if (target.component() == null) {
            said(target.attribute()).texts.addAll(texts);
        } else {
            said(target.attribute()).components.putIfAbsent(target.component(), texts.get(0));
        }
    }

    /** Readable texts of all places, in their order; notes what is there but empty or unreadable. */
    private List<String> texts(String path, Attribute attribute, Source source) {
        var texts = new ArrayList<String>();
        for (JsonPointer place : source.from()) {
            JsonNode node = record.at(place);
            if (node.isMissingNode()) {
                continue;
            }
            if (Texts.isBlank(node) || node.equals(cleared)) {
                said(attribute).blank = true;
                continue;
            }
            List<String> found = Texts.of(node);
            if (found.isEmpty()) {
                dropped.accept(path);
            }
            for (String raw : found) {
                String text = source.converter().in(raw, context);
                if (text == null || text.length() > Texts.LENGTH_MAX) {
                    dropped.accept(path);
                } else {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    private void addSplitName(FieldRule rule) {
        for (String whole : texts(Attribute.GIVEN_NAME.path(), Attribute.GIVEN_NAME, rule.source())) {
            NameParts.split(whole)
                    .ifPresentOrElse(
                            split -> {
                                said(Attribute.GIVEN_NAME).texts.add(split.given());
                                said(Attribute.FAMILY_NAME).texts.add(split.family());
                            },
                            () -> said(Attribute.NAME).texts.add(whole));
        }
        said(Attribute.FAMILY_NAME).blank |= said(Attribute.GIVEN_NAME).blank;
    }

    private void addBlock(FieldRule rule) {
        var block = new TreeMap<String, String>();
        for (var entry : rule.block().entrySet()) {
            var part = entry.getValue();
            String path = rule.attribute().path() + "." + entry.getKey();
            List<String> texts =
                    part.constant() == null ? texts(path, rule.attribute(), part.source()) : List.of(part.constant());
            if (!texts.isEmpty()) {
                block.put(entry.getKey(), texts.get(0));
            } else if (part.required()) {
                return;
            }
        }
        if (!block.isEmpty()) {
            said(rule.attribute()).blocks.add(block);
        }
    }

    private void compute(FieldRule rule) {
        Target target = rule.targets().get(0);
        var expression = rule.expression();
        if (expression == null) {
            return;
        }
        JsonNode result;
        try {
            result = expression.apply(record);
        } catch (JsltException | StackOverflowError failed) {
            throw new GatewayException(
                    ErrorCode.MAPPING_FAILED, "The expression for " + target.path() + " failed on the record");
        }
        if (target.component() == null && target.attribute().shape().isBlock()) {
            (result.isArray() ? result : List.of(result)).forEach(item -> addComputedBlock(target.attribute(), item));
            return;
        }
        var texts = new ArrayList<String>();
        for (String raw : Texts.of(result)) {
            String text = rule.source().converter().in(raw, context);
            if (text == null) {
                dropped.accept(target.path());
            } else {
                texts.add(text);
            }
        }
        add(target, texts);
    }

    private void addComputedBlock(Attribute attribute, JsonNode item) {
        var block = new TreeMap<String, String>();
        for (String component : attribute.components()) {
            String text = Texts.clean(item.path(component).asText());
            if (text != null && !item.path(component).isNull()) {
                block.put(component, text);
            }
        }
        if (!block.isEmpty()) {
            said(attribute).blocks.add(block);
        }
    }

    private CustomerData build() {
        var data = CustomerData.builder();
        said.forEach((attribute, what) -> {
            if (!what.components.isEmpty()) {
                what.blocks.add(what.components);
            }
            int most = attribute.shape().isList() ? Texts.VALUES_MAX : 1;
            if (!what.texts.isEmpty() && !attribute.shape().isBlock()) {
                data.put(attribute, Value.texts(what.texts.stream().limit(most).toList()));
            } else if (!what.blocks.isEmpty() && attribute.shape().isBlock()) {
                data.put(
                        attribute,
                        new Value.Blocks(
                                what.blocks.stream().distinct().limit(most).toList()));
            } else if (what.blank && context.blank() == MappingContext.Blank.CLEARED) {
                data.clear(attribute);
            }
        });
        return data.build();
    }
}
