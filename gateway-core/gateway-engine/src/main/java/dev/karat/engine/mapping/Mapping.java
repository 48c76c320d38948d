package dev.karat.engine.mapping;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A mapping at work: vendor's JSON to canonical data and back. The result depends on its arguments only. Safe for use
 * by several threads.
 */
public final class Mapping {
    private final MappingSpec spec;
    private final RecordStep step;
    private final Map<String, LongAdder> dropped = new ConcurrentHashMap<>();

    public Mapping(MappingSpec spec) {
        this(spec, RecordStep.NONE);
    }

    /** @param step done before records are read, and after they are rendered */
    public Mapping(MappingSpec spec, RecordStep step) {
        this.spec = spec;
        this.step = step;
    }

    /** Reads a mapping file and runs its examples; problems carry its lines. */
    public static Loaded<Mapping> load(Path file) {
        return load(file, RecordStep.NONE);
    }

    /** The same with a step of its own. */
    public static Loaded<Mapping> load(Path file, RecordStep step) {
        return MappingSpec.load(file).then(spec -> {
            var mapping = new Mapping(spec, step);
            List<Problem> failed = mapping.runExamples();
            return failed.isEmpty() ? Loaded.of(mapping) : Loaded.failed(failed);
        });
    }

    public MappingSpec spec() {
        return spec;
    }

    /** What this vendor writes and takes for an emptied field. */
    public JsonNode cleared() {
        return spec.cleared();
    }

    public RecordStep step() {
        return step;
    }

    /**
     * What the vendor's record says. A place that is missing asserts nothing; one that is empty asserts nothing or
     * clears, as the context says. A text that cannot be read is kept as it is where that is harmless, else dropped
     * and counted.
     *
     * @throws dev.karat.api.error.GatewayException MAPPING_FAILED if a required value is missing or unreadable
     */
    public CustomerData toCanonical(JsonNode record, MappingContext context) {
        return new RecordReading(step.read(record), context, spec.cleared(), this::countDropped).read(spec.rules());
    }

    /**
     * The vendor's record for a change, with nothing but the given attributes; empty if there is nothing to write.
     * Cleared attributes are emptied in the vendor's way.
     */
    public ObjectNode toVendor(CustomerData data, Set<Attribute> give) {
        return toVendor(data, give, false, MappingContext.PLAIN);
    }

    /**
     * The vendor's record for a change or a creation.
     *
     * @param creating also writes what may only be set once, and leaves out what is cleared
     * @param context zone in which times are written
     */
    public ObjectNode toVendor(CustomerData data, Set<Attribute> give, boolean creating, MappingContext context) {
        ObjectNode record = new RecordWriting(data, give, creating, context).render(spec.rules(), spec.cleared());
        return record.isEmpty() ? record : step.write(record);
    }

    /**
     * What the vendor's record would say after it was written: some hold one address where the customer has three, or
     * a name in one piece. Compare with this, not with the data itself, to know whether anything is left to write.
     */
    public CustomerData representable(CustomerData data, Set<Attribute> give, boolean creating) {
        return new RecordWriting(data, give, creating, MappingContext.PLAIN).representable(spec.rules());
    }

    /** Attributes that a record can say something about. */
    public Set<Attribute> readable() {
        var readable = EnumSet.noneOf(Attribute.class);
        spec.rules().stream()
                .filter(FieldRule::inward)
                .forEach(rule -> rule.targets().forEach(target -> readable.add(target.attribute())));
        return Collections.unmodifiableSet(readable);
    }

    /** Attributes that a change of a record can carry; with {@code creating} those of a creation. */
    public Set<Attribute> writable(boolean creating) {
        var writable = EnumSet.noneOf(Attribute.class);
        for (FieldRule rule : spec.rules()) {
            if (rule.outward() && rule.constant() == null && (creating || !rule.createOnly())) {
                rule.targets().forEach(target -> writable.add(target.attribute()));
                if (rule.wholeName()) {
                    writable.addAll(NameParts.ALL);
                }
            }
        }
        return Collections.unmodifiableSet(writable);
    }

    /**
     * Attributes whose texts reach the vendor if these are given: a name in one piece carries all of its parts.
     *
     * @param creating also by a creation
     */
    public Set<Attribute> carried(Set<Attribute> give, boolean creating) {
        var carried = EnumSet.noneOf(Attribute.class);
        writable(creating).stream().filter(give::contains).forEach(carried::add);
        boolean whole = spec.rules().stream()
                .anyMatch(rule -> rule.outward() && rule.wholeName() && (creating || !rule.createOnly()));
        if (whole && !Collections.disjoint(NameParts.ALL, give)) {
            carried.addAll(NameParts.ALL);
        }
        return carried;
    }

    /**
     * Places of the vendor's record that several of these attributes are written into, whatever the record says, so that
     * the last one wins each time.
     *
     * @param give attributes that are written
     * @return attributes by JSON Pointer
     */
    public Map<String, Set<Attribute>> contested(Set<Attribute> give) {
        var writers = new TreeMap<String, Set<Attribute>>();
        for (FieldRule rule : spec.rules()) {
            boolean always = rule.outward() && rule.constant() == null && rule.when() == null;
            Set<Attribute> own = EnumSet.noneOf(Attribute.class);
            rule.targets().forEach(target -> own.add(target.attribute()));
            own.retainAll(give);
            if (always && !own.isEmpty()) {
                // A name in one piece is one value.
                rule.into()
                        .forEach(place -> writers.computeIfAbsent(
                                        place.toString(), any -> EnumSet.noneOf(Attribute.class))
                                .add(own.iterator().next()));
            }
        }
        writers.values().removeIf(attributes -> attributes.size() < 2);
        return writers;
    }

    /** Members of the vendor's record that are written, in the order of the file: the columns of a table. */
    public List<String> columns() {
        return spec.rules().stream()
                .filter(FieldRule::outward)
                .flatMap(rule -> rule.into().stream())
                .map(JsonPointer::getMatchingProperty)
                .distinct()
                .toList();
    }

    /** How many values could not be read since the start, by canonical path. */
    public Map<String, Long> dropped() {
        var counts = new TreeMap<String, Long>();
        dropped.forEach((path, count) -> counts.put(path, count.sum()));
        return counts;
    }

    private void countDropped(String path) {
        dropped.computeIfAbsent(path, any -> new LongAdder()).increment();
    }

    /** Runs the examples of the file; empty if all of them hold. */
    public List<Problem> runExamples() {
        return spec.examples().stream()
                .flatMap(example -> new ExampleRun(this, example).problems().stream())
                .toList();
    }
}
