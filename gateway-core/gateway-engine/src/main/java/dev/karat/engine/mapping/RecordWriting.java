package dev.karat.engine.mapping;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Canonical data on its way to a vendor's record. Used once, by one thread. */
final class RecordWriting {
    private final CustomerData data;
    private final Set<Attribute> give;
    private final boolean creating;
    private final MappingContext context;

    RecordWriting(CustomerData data, Set<Attribute> give, boolean creating, MappingContext context) {
        this.data = data;
        this.give = give;
        this.creating = creating;
        this.context = context;
    }

    /** The vendor's record, with nothing but what is given. */
    ObjectNode render(List<FieldRule> rules, JsonNode cleared) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        for (FieldRule rule : rules) {
            if (isWritten(rule) && rule.constant() == null) {
                write(rule, record, cleared);
            }
        }
        if (creating || !record.isEmpty()) {
            for (FieldRule rule : rules) {
                JsonNode constant = rule.constant();
                if (constant != null && rule.outward() && (creating || !rule.createOnly())) {
                    rule.into().forEach(place -> Placing.put(record, place, constant));
                }
            }
        }
        return record;
    }

    private boolean isWritten(FieldRule rule) {
        return rule.outward()
                && (creating || !rule.createOnly())
                && (rule.wholeName()
                        ? !Collections.disjoint(NameParts.ALL, give)
                        : !rule.targets().isEmpty() && give.contains(rule.attribute()));
    }

    private void write(FieldRule rule, ObjectNode record, JsonNode cleared) {
        List<String> values = values(rule);
        if (values == null) {
            return;
        }
        if (values.isEmpty() && !creating) {
            rule.into().forEach(place -> empty(record, place, cleared));
        }
        for (int i = 0; i < Math.min(values.size(), rule.into().size()); i++) {
            String text = rule.source().converter().out(values.get(i), context);
            if (text != null) {
                Placing.put(record, rule.into().get(i), JsonNodeFactory.instance.textNode(text));
            }
        }
    }

    /** A list that is written item by item is emptied as a whole. */
    private static void empty(ObjectNode record, JsonPointer place, JsonNode cleared) {
        JsonPointer list = place.head();
        boolean item = list != null && place.last().mayMatchElement();
        Placing.put(record, item ? list : place, item ? JsonNodeFactory.instance.arrayNode() : cleared);
    }

    /** What the data says for this line: null for nothing, an empty list for cleared. */
    private @Nullable List<String> values(FieldRule rule) {
        if (rule.wholeName()) {
            String whole = NameParts.whole(data);
            boolean cleared = NameParts.ALL.stream().anyMatch(data::isCleared);
            return whole == null ? cleared ? List.of() : null : List.of(whole);
        }
        Value value = data.get(rule.attribute());
        if (value == null || value instanceof Value.Cleared) {
            return value == null ? null : List.of();
        }
        String component = rule.targets().get(0).component();
        if (component == null) {
            return data.texts(rule.attribute());
        }
        // A block travels whole: a component that it does not have is emptied, or two addresses would mix.
        String text = data.component(rule.attribute(), component);
        return text == null ? List.of() : List.of(text);
    }

    /** As much of the given data as the vendor's record can hold. */
    CustomerData representable(List<FieldRule> rules) {
        Map<Attribute, List<String>> texts = new EnumMap<>(Attribute.class);
        Map<Attribute, TreeMap<String, String>> blocks = new EnumMap<>(Attribute.class);
        var built = CustomerData.builder();
        for (FieldRule rule : rules) {
            List<String> values = isWritten(rule) && rule.constant() == null ? values(rule) : null;
            if (values == null) {
                continue;
            }
            String component = rule.targets().get(0).component();
            List<String> back = values.stream()
                    .limit(rule.into().size())
                    .flatMap(value -> backAndForth(rule, value).stream())
                    .toList();
            if (component != null) {
                back.forEach(text -> blocks.computeIfAbsent(rule.attribute(), any -> new TreeMap<>())
                        .putIfAbsent(component, text));
            } else if (rule.targets().size() == 2) {
                back.forEach(whole -> putName(whole, texts));
            } else if (!back.isEmpty()) {
                texts.putIfAbsent(rule.attribute(), new ArrayList<>(back));
            }
            if (values.isEmpty() && data.isCleared(rule.attribute())) {
                built.clear(rule.attribute());
            }
        }
        texts.forEach((attribute, list) -> built.put(attribute, Value.texts(list)));
        blocks.forEach((attribute, block) -> built.put(attribute, Value.block(block)));
        return built.build();
    }

    /** As it is read again: one word is no part of a name, but the whole of it. */
    private void putName(String whole, Map<Attribute, List<String>> texts) {
        var parts = "organization".equals(data.text(Attribute.KIND))
                ? Optional.<NameParts.Split>empty()
                : NameParts.split(whole);
        parts.ifPresentOrElse(
                split -> {
                    texts.put(Attribute.GIVEN_NAME, List.of(split.given()));
                    texts.put(Attribute.FAMILY_NAME, List.of(split.family()));
                },
                () -> texts.put(Attribute.NAME, List.of(whole)));
    }

    private List<String> backAndForth(FieldRule rule, String value) {
        String vendors = rule.source().converter().out(value, context);
        String again = vendors == null ? null : rule.source().converter().in(vendors, context);
        return again == null ? List.of() : List.of(again);
    }
}
