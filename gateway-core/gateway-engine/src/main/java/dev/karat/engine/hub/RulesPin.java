package dev.karat.engine.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.SurvivorshipPolicy;
import dev.karat.engine.policy.SurvivorshipPolicy.AttributeRules;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules that chose the values of the stored profiles, as the store remembers them.
 *
 * @param rules what each says, by its name, as gateway.yaml puts it
 */
record RulesPin(SortedMap<String, String> rules) {
    /** Name of the durable fact. */
    static final String NAME = "golden-rules";

    /** A system that nobody had before holds no records: its trust alone changes no profile. */
    private static final String TRUST = "trust of ";

    private static final ObjectMapper JSON = new ObjectMapper();

    RulesPin {
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
    }

    static RulesPin of(GatewayPolicy policy) {
        var rules = new TreeMap<String, String>();
        policy.systems().values().forEach(system -> rules.put(TRUST + system.name(), String.valueOf(system.trust())));
        SurvivorshipPolicy survivorship = policy.survivorship();
        rules.put("rules of all attributes", String.valueOf(survivorship.standard()));
        survivorship.attributes().forEach((attribute, of) -> rules.put("rules of " + attribute.path(), text(of)));
        return new RulesPin(rules);
    }

    private static String text(AttributeRules rules) {
        return rules.by() + (rules.prefer().isEmpty() ? "" : ", prefer " + rules.prefer());
    }

    /** The rules that made the stored profiles, if they were noted. */
    static Optional<RulesPin> pinned(Store store) {
        return store.setting(Setting.Scope.GATEWAY, NAME).map(setting -> parse(setting.value()));
    }

    private static RulesPin parse(String stored) {
        try {
            return new RulesPin(JSON.readValue(stored, new TypeReference<TreeMap<String, String>>() {}));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("The stored rules cannot be read", broken);
        }
    }

    String write() {
        try {
            return JSON.writeValueAsString(rules);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What other rules say otherwise, as lines to show; empty if profiles come out the same by both. */
    List<String> differences(RulesPin wanted) {
        var names = new TreeSet<>(rules.keySet());
        names.addAll(wanted.rules.keySet());
        var differences = new ArrayList<String>();
        for (String name : names) {
            String now = rules.get(name);
            String then = wanted.rules.get(name);
            boolean isNewSystem = now == null && name.startsWith(TRUST);
            if (!isNewSystem && !Objects.equals(now, then)) {
                differences.add(name + ": " + (now == null ? "none" : now) + " -> " + (then == null ? "none" : then));
            }
        }
        return differences;
    }
}
