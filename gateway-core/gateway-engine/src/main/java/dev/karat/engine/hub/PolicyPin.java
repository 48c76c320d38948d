package dev.karat.engine.hub;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.mapping.SourceMapping;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What made the stored profiles: the mappings that read their records, the matching model, and the rules that chose the
 * values. A change of model or rules is planned and applied on purpose, never by a mere start; another mapping counts for
 * what is read from the start on, and is applied to what is stored.
 */
record PolicyPin(ModelPin model, RulesPin rules, MappingsPin mappings) {
    /** Name of the durable fact that names the change that was applied and is carried out at the next start. */
    static final String APPLIED = "policy-applied";

    /** Where nothing is read by mappings. */
    static PolicyPin of(GatewayPolicy policy, MatchModel model) {
        return of(policy, model, Map.of());
    }

    /** @param sources how records are read, by name */
    static PolicyPin of(GatewayPolicy policy, MatchModel model, Map<String, SourceMapping> sources) {
        return new PolicyPin(ModelPin.of(model), RulesPin.of(policy), MappingsPin.of(sources));
    }

    /** What made the stored profiles; as far as that was not noted, it is taken to be what is wanted. */
    static PolicyPin stored(Store store, PolicyPin wanted) {
        return new PolicyPin(
                ModelPin.stored(store, wanted.model),
                RulesPin.pinned(store).orElse(wanted.rules),
                MappingsPin.stored(store, wanted.mappings));
    }

    /** What the other decides otherwise, as lines to show. */
    List<String> differences(PolicyPin wanted) {
        var differences = new ArrayList<String>();
        if (!model.equals(wanted.model)) {
            differences.add("matching model: " + model + " -> " + wanted.model);
        }
        differences.addAll(rules.differences(wanted.rules));
        differences.addAll(mappings.differences(wanted.mappings));
        return differences;
    }

    /** True if the other makes the same of the same records, once they are read. */
    boolean decidesAs(PolicyPin wanted) {
        return model.equals(wanted.model) && rules.differences(wanted.rules).isEmpty();
    }

    /** Names the change from this to another: 16 hexadecimal digits. */
    String changeTo(PolicyPin wanted) {
        return HexFormat.of()
                .toHexDigits(Hash.join(
                        Hash.of(model + "\n" + rules),
                        Hash.of(wanted.model + "\n" + wanted.rules + "\n" + mappings.changeTo(wanted.mappings))));
    }

    /**
     * True if the stored profiles are what the wanted policy makes of their records, as those were read. Throws
     * MODEL_CHANGED or POLICY_CHANGED if another one made them and the change was not applied.
     *
     * @param rematch true to answer false then
     */
    static boolean holds(Store store, PolicyPin wanted, boolean rematch) {
        PolicyPin stored = stored(store, wanted);
        List<String> differences = stored.differences(wanted);
        if (differences.isEmpty() || rematch || stored.isApplied(wanted, store)) {
            return differences.isEmpty();
        }
        if (stored.decidesAs(wanted)) {
            return true;
        }
        throw stored.changedTo(wanted);
    }

    private boolean isApplied(PolicyPin wanted, Store store) {
        return store.setting(Setting.Scope.GATEWAY, APPLIED)
                .filter(change -> change.value().equals(changeTo(wanted)))
                .isPresent();
    }

    GatewayException changedTo(PolicyPin wanted) {
        return model.equals(wanted.model)
                ? new GatewayException(
                        ErrorCode.POLICY_CHANGED,
                        "The stored profiles were made by other rules than those of gateway.yaml ("
                                + String.join("; ", rules.differences(wanted.rules)) + ")")
                : model.changedTo(wanted.model);
    }

    /** The same once records are read by the wanted mappings, too. */
    PolicyPin withMappings(PolicyPin wanted) {
        return new PolicyPin(model, rules, mappings.with(wanted.mappings));
    }

    /** The facts that note this. */
    List<Setting> facts(long at) {
        var facts = new ArrayList<>(List.of(
                new Setting(Setting.Scope.GATEWAY, ModelPin.NAME, model.toString(), at),
                new Setting(Setting.Scope.GATEWAY, RulesPin.NAME, rules.write(), at)));
        facts.addAll(mappings.facts(at));
        return facts;
    }

    /** The facts that nothing is left to be carried out. */
    static List<Setting> settled(long at) {
        return List.of(new Setting(Setting.Scope.GATEWAY, APPLIED, "", at), MappingReplay.done(at));
    }
}
