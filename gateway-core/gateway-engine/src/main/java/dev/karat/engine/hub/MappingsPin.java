package dev.karat.engine.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.engine.ingest.MappingChange;
import dev.karat.engine.mapping.SourceMapping;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The mappings by which the stored records were read, whole, as the store remembers them: a gateway starts with another
 * one, and until that is applied the records are of both.
 *
 * @param read by name, each as it was written, the oldest first
 */
record MappingsPin(SortedMap<String, List<String>> read) {
    /** The name of the durable fact begins so, and ends in that of the mapping. */
    private static final String NAME = "mapping/";

    /** Mappings that are remembered beside the first and the last one. */
    private static final int BETWEEN_MAX = 6;

    private static final ObjectMapper JSON = new ObjectMapper();

    MappingsPin {
        read = Collections.unmodifiableSortedMap(new TreeMap<>(read));
    }

    /** Records that are read by these from the first. */
    static MappingsPin of(Map<String, SourceMapping> sources) {
        var read = new TreeMap<String, List<String>>();
        sources.forEach((name, source) -> read.put(name, List.of(source.write())));
        return new MappingsPin(read);
    }

    /** What read the stored records; as far as that was not noted, it is taken to be what is wanted. */
    static MappingsPin stored(Store store, MappingsPin wanted) {
        var read = new TreeMap<>(wanted.read);
        read.replaceAll((name, now) -> store.setting(Setting.Scope.GATEWAY, NAME + name)
                .map(setting -> parse(setting.value()))
                .orElse(now));
        return new MappingsPin(read);
    }

    private static List<String> parse(String stored) {
        try {
            return JSON.readValue(stored, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("The stored mappings cannot be read", broken);
        }
    }

    /** Those of which records may be read otherwise by what is wanted: what read them, by name. */
    private SortedMap<String, List<String>> changed(MappingsPin wanted) {
        var changed = new TreeMap<>(read);
        changed.entrySet().removeIf(one -> one.getValue().equals(wanted.read.get(one.getKey())));
        return changed;
    }

    /** What reads otherwise, as lines to show. */
    List<String> differences(MappingsPin wanted) {
        var differences = new ArrayList<String>();
        changed(wanted)
                .forEach((name, former) -> differences.add("mapping of " + name + ": "
                        + SourceMapping.difference(latest(former, now(name, wanted)), now(name, wanted))));
        return differences;
    }

    /** The latest one that is not wanted. */
    private static String latest(List<String> former, String now) {
        int last = former.size() - 1;
        return former.get(former.get(last).equals(now) ? last - 1 : last);
    }

    private static String now(String name, MappingsPin wanted) {
        return Objects.requireNonNull(wanted.read.get(name)).get(0);
    }

    /** Tells the change to what is wanted from others; the same as long as it is not carried out. Empty for none. */
    String changeTo(MappingsPin wanted) {
        var text = new StringBuilder();
        changed(wanted)
                .forEach((name, former) ->
                        text.append(name).append(former.get(0)).append(now(name, wanted)));
        return text.toString();
    }

    /** The changes to what is wanted by name; those are left out of which this version of Karat can read no former one. */
    SortedMap<String, MappingChange> changes(MappingsPin wanted, Map<String, SourceMapping> sources) {
        var changes = new TreeMap<String, MappingChange>();
        changed(wanted).forEach((name, former) -> {
            SourceMapping now = Objects.requireNonNull(sources.get(name));
            List<SourceMapping> known =
                    former.stream().map(now::former).flatMap(Optional::stream).toList();
            if (!known.isEmpty()) {
                changes.put(name, new MappingChange(now, known));
            }
        });
        return changes;
    }

    /** The same once records are read by what is wanted, too. */
    MappingsPin with(MappingsPin wanted) {
        var all = new TreeMap<>(read);
        all.replaceAll((name, former) -> with(former, now(name, wanted)));
        return new MappingsPin(all);
    }

    private static List<String> with(List<String> former, String now) {
        if (former.contains(now)) {
            return former;
        }
        var all = new ArrayList<>(former);
        if (all.size() > BETWEEN_MAX) {
            all.remove(1);
        }
        all.add(now);
        return all;
    }

    /** The facts that note this. */
    List<Setting> facts(long at) {
        var facts = new ArrayList<Setting>();
        read.forEach(
                (name, mappings) -> facts.add(new Setting(Setting.Scope.GATEWAY, NAME + name, write(mappings), at)));
        return facts;
    }

    private static String write(List<String> mappings) {
        try {
            return JSON.writeValueAsString(mappings);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
