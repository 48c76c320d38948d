package dev.karat.engine.policy;

import dev.karat.api.model.Attribute;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of several values survives: rules in order, the next one breaking the ties of the one before.
 *
 * @param standard rules of every attribute that has none of its own
 * @param attributes rules by attribute
 */
public record SurvivorshipPolicy(List<Rule> standard, Map<Attribute, AttributeRules> attributes) {
    public SurvivorshipPolicy {
        standard = List.copyOf(standard);
        attributes = Map.copyOf(attributes);
    }

    /** A way to rank candidate values. */
    public enum Rule {
        /** The system with the higher trust. */
        TRUST,
        /** The most recent change: vendor's time, else time of observation. */
        RECENT,
        /** The value with more components or more characters. */
        COMPLETE,
        /** The value that more records hold. */
        FREQUENT
    }

    /**
     * How one attribute is decided.
     *
     * @param by rules in order
     * @param prefer systems in order that win before every rule
     * @param owner system whose value counts alone as long as it has one, or null
     */
    public record AttributeRules(
            List<Rule> by, List<String> prefer, @Nullable String owner) {
        public AttributeRules {
            by = List.copyOf(by);
            prefer = List.copyOf(prefer);
        }

        /** Of an attribute that nobody owns. */
        public AttributeRules(List<Rule> by, List<String> prefer) {
            this(by, prefer, null);
        }
    }

    public AttributeRules of(Attribute attribute) {
        return attributes.getOrDefault(attribute, new AttributeRules(standard, List.of()));
    }
}
