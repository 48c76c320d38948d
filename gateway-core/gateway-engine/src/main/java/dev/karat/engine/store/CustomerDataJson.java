package dev.karat.engine.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.survivorship.GoldenProfile;
import java.util.ArrayList;
import java.util.TreeMap;

/**
 * Canonical data as JSON, for the database, the REST API and mapping examples: a text, a list of texts, an object, a
 * list of objects; null for a cleared attribute. Attributes that this version does not know are skipped.
 */
public final class CustomerDataJson {
    private CustomerDataJson() {}

    public static String write(CustomerData data) {
        return JsonWriting.of(data);
    }

    public static CustomerData read(String json) {
        return JsonReading.data(json);
    }

    public static ObjectNode toNode(CustomerData data) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        data.values().forEach((attribute, value) -> node.set(attribute.path(), valueNode(attribute, value)));
        return node;
    }

    public static CustomerData fromNode(JsonNode node) {
        var builder = CustomerData.builder();
        node.properties()
                .forEach(entry -> Attribute.of(entry.getKey())
                        .ifPresent(attribute -> builder.put(attribute, value(entry.getValue()))));
        return builder.build();
    }

    /** One value as JSON, in the shape of its attribute. */
    public static JsonNode valueNode(Attribute attribute, Value value) {
        var factory = JsonNodeFactory.instance;
        boolean list = attribute.shape().isList();
        if (value instanceof Value.Texts texts) {
            if (!list) {
                return factory.textNode(texts.texts().get(0));
            }
            var array = factory.arrayNode();
            texts.texts().forEach(array::add);
            return array;
        }
        if (value instanceof Value.Blocks blocks) {
            var array = factory.arrayNode();
            blocks.blocks().forEach(block -> {
                var object = array.addObject();
                block.forEach(object::put);
            });
            return list ? array : array.get(0);
        }
        return factory.nullNode();
    }

    private static Value value(JsonNode node) {
        if (node.isNull()) {
            return Value.CLEARED;
        }
        var nodes = new ArrayList<JsonNode>();
        if (node.isArray()) {
            node.forEach(nodes::add);
        } else {
            nodes.add(node);
        }
        if (nodes.stream().allMatch(JsonNode::isObject)) {
            return new Value.Blocks(nodes.stream()
                    .map(object -> {
                        var block = new TreeMap<String, String>();
                        object.properties()
                                .forEach(entry -> block.put(
                                        entry.getKey(), entry.getValue().asText()));
                        return java.util.Collections.unmodifiableSortedMap(block);
                    })
                    .toList());
        }
        return Value.texts(nodes.stream().map(JsonNode::asText).toList());
    }

    /** A profile with its provenance as one JSON object. */
    public static String writeProfile(GoldenProfile profile) {
        return JsonWriting.of(profile);
    }

    public static ObjectNode profileNode(GoldenProfile profile) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("data", toNode(profile.data()));
        var provenance = node.putArray("provenance");
        for (var one : profile.provenance()) {
            var entry = provenance.addObject();
            entry.put("attribute", one.attribute().path());
            var sources = entry.putArray("sources");
            one.sources().forEach(key -> sources.add(keyNode(key)));
            entry.put("rule", one.rule());
            entry.put("at", one.at());
            var losers = entry.putArray("losers");
            one.losers()
                    .forEach(loser -> losers.addObject()
                            .<ObjectNode>set("source", keyNode(loser.source()))
                            .set("value", valueNode(one.attribute(), loser.value())));
        }
        return node;
    }

    public static GoldenProfile readProfile(String json) {
        return JsonReading.profile(json);
    }

    private static JsonNode keyNode(RecordKey key) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(key.system())
                .add(key.entity())
                .add(key.id());
    }
}
