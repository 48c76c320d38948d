package dev.karat.engine.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.config.YamlDocument;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the records of one kind of a system are read: a mapping file under the settings of that system. Immutable.
 *
 * @param document the mapping file as JSON, without its examples
 */
public record SourceMapping(String system, String entity, Mapping mapping, MappingContext context, JsonNode document) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOCUMENT = "mapping";
    private static final List<String> SETTINGS = List.of("country", "zone", "blank");

    /** Which records it reads: system and kind, such as {@code shop/customer}. */
    public String name() {
        return system + "/" + entity;
    }

    /** Name of the mapping that reads a record. */
    public static String nameFor(RecordKey key) {
        return key.system() + "/" + key.entity();
    }

    /** What the vendor's record says. Throws MAPPING_FAILED. */
    public CustomerData read(JsonNode record) {
        return mapping.toCanonical(record, context);
    }

    /** What a record of the vendor would look like that says this. */
    public JsonNode written(CustomerData said) {
        return mapping.toVendor(said, said.attributes(), true, context);
    }

    /** Everything that decides how records are read, but for a connector's Java, in one form. */
    public String write() {
        var all = JsonNodeFactory.instance.objectNode();
        all.set(DOCUMENT, document);
        all.put("country", context.country());
        all.put("zone", context.zone().getId());
        all.put("blank", context.blank().name());
        return all.toString();
    }

    /** A former mapping of the same records as it was written; empty if this version of Karat cannot read it any more. */
    public Optional<SourceMapping> former(String written) {
        JsonNode all = parse(written);
        JsonNode file = all.path(DOCUMENT);
        var formerly = new MappingContext(
                all.path("country").textValue(),
                ZoneId.of(all.path("zone").asText()),
                MappingContext.Blank.valueOf(all.path("blank").asText()));
        return YamlDocument.parse(name(), file.toString())
                .then(MappingSpec::of)
                .optional()
                .map(spec -> new SourceMapping(system, entity, new Mapping(spec, mapping.step()), formerly, file));
    }

    /** What is read in another way by one than by another, in words; both as they were written. */
    public static String difference(String former, String now) {
        JsonNode before = parse(former);
        JsonNode after = parse(now);
        Set<JsonNode> lines = lines(before);
        Set<JsonNode> others = lines(after);
        var differs = new TreeSet<String>();
        lines.stream().filter(line -> !others.contains(line)).forEach(line -> differs.add(place(line)));
        others.stream().filter(line -> !lines.contains(line)).forEach(line -> differs.add(place(line)));
        SETTINGS.stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .forEach(name -> differs.add(name + " " + before.path(name).asText() + " -> "
                        + after.path(name).asText()));
        return differs.isEmpty() ? "its lines are in another order" : String.join(", ", differs);
    }

    private static Set<JsonNode> lines(JsonNode written) {
        var lines = new HashSet<JsonNode>();
        written.path(DOCUMENT).path("fields").forEach(lines::add);
        return lines;
    }

    private static String place(JsonNode line) {
        return String.join(" and ", Texts.of(line.has("to") ? line.path("to") : line.path("into")));
    }

    private static JsonNode parse(String written) {
        try {
            return JSON.readTree(written);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("A stored mapping cannot be read", broken);
        }
    }
}
