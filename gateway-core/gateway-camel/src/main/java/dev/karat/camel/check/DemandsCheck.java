package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.policy.TargetPolicy.Withdrawal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks whether a connector offers what a target demands: withdrawals, and fields that never get there. Used once. */
final class DemandsCheck {
    private final YamlDocument yaml;
    private final TargetPolicy target;
    private final String connector;
    private final WriteSpec write;
    private final List<Problem> problems = new ArrayList<>();

    DemandsCheck(YamlDocument yaml, TargetPolicy target, String connector, WriteSpec write) {
        this.yaml = yaml;
        this.target = target;
        this.connector = connector;
        this.write = write;
    }

    List<Problem> problems(Mapping mapping) {
        withdrawal();
        never(mapping);
        return problems;
    }

    private void withdrawal() {
        boolean keeps = target.onArchive() == Withdrawal.KEEP && target.onLeave() == Withdrawal.KEEP;
        if (target.mode().withdraws() && keeps) {
            bad(
                    "/mode",
                    "Nobody is withdrawn without onArchive or onLeave; connector " + connector + " offers "
                            + offered());
        } else if (!target.mode().withdraws() && !keeps) {
            bad("/mode", "Only mirror and archive withdraw records");
        }
        offered("/onArchive", target.onArchive());
        offered("/onLeave", target.onLeave());
    }

    private void offered(String place, Withdrawal withdrawal) {
        if (withdrawal != Withdrawal.KEEP && !offered().contains(word(withdrawal))) {
            bad(place, "Connector " + connector + " does not " + word(withdrawal) + " records; it offers " + offered());
        }
    }

    private List<String> offered() {
        var offered = new ArrayList<String>();
        if (write.update() != null) {
            offered.add(word(Withdrawal.CLEAR));
        }
        if (write.deactivate() != null) {
            offered.add(word(Withdrawal.DEACTIVATE));
        }
        if (write.delete() != null) {
            offered.add(word(Withdrawal.DELETE));
        }
        return offered;
    }

    private static String word(Withdrawal withdrawal) {
        return withdrawal.name().toLowerCase(Locale.ROOT);
    }

    /** Beside the fields of give: parts of a name in one piece, and keys that a record is looked up by. */
    private void never(Mapping mapping) {
        Set<Attribute> carried = EnumSet.noneOf(Attribute.class);
        carried.addAll(mapping.carried(target.give(), target.mode().creates()));
        if (target.mode().creates()) {
            write.lookup().forEach(lookup -> carried.add(lookup.key()));
        }
        write.consents().stream()
                .filter(any -> target.consents() != TargetPolicy.Consents.NONE)
                .forEach(any -> carried.add(Attribute.CONSENTS));
        carried.retainAll(target.never());
        carried.removeAll(target.give());
        if (!carried.isEmpty()) {
            bad(
                    ErrorCode.FIELD_OWNERSHIP,
                    "/fields/never",
                    target.system() + " would get "
                            + carried.stream().map(Attribute::path).sorted().toList()
                            + " all the same: in a name of one piece, as a key, or as a refusal of consent");
        }
    }

    private void bad(String place, String message) {
        bad(ErrorCode.CONFIG_INVALID, place, message);
    }

    private void bad(ErrorCode code, String place, String message) {
        problems.add(yaml.problem(code, "/targets/" + target.system() + place, message));
    }
}
