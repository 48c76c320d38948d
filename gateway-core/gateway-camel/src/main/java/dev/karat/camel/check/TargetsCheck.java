package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.delivery.WhereFilter;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.TargetPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the targets of gateway.yaml: whether they can be written, and with what they are to be given. */
final class TargetsCheck {
    private final YamlDocument yaml;
    private final GatewayPolicy policy;
    private final Map<String, ConnectorFolder> connectors;
    private final List<Problem> problems = new ArrayList<>();

    /** @param connectors by system; those that cannot be used are left out */
    TargetsCheck(YamlDocument yaml, GatewayPolicy policy, Map<String, ConnectorFolder> connectors) {
        this.yaml = yaml;
        this.policy = policy;
        this.connectors = connectors;
    }

    List<Problem> problems() {
        yaml.root().path("targets").fieldNames().forEachRemaining(name -> {
            TargetPolicy target = policy.targets().get(name);
            ConnectorFolder connector = connectors.get(name);
            if (target != null) {
                where(target);
            }
            if (target != null && connector != null) {
                writing(target, connector);
            }
        });
        return problems;
    }

    private void where(TargetPolicy target) {
        try {
            new WhereFilter(target.where());
        } catch (GatewayException broken) {
            String why = String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
            bad(at(target) + "/where", why);
        }
    }

    private void writing(TargetPolicy target, ConnectorFolder connector) {
        WriteSpec write = connector.spec().writes().get(ConnectedSystems.CUSTOMER);
        Mapping mapping = write == null ? null : connector.mappings().get(write.stream());
        if (mapping == null) {
            bad(at(target), "Connector " + connector.spec().id() + " does not write customers");
            return;
        }
        Set<Attribute> writable = mapping.writable(target.mode() == TargetPolicy.Mode.UPSERT);
        var give = yaml.at(at(target) + "/fields/give");
        for (int i = 0; i < give.size(); i++) {
            String path = give.get(i).asText();
            if (Attribute.of(path).filter(writable::contains).isEmpty()) {
                bad(
                        at(target) + "/fields/give/" + i,
                        "The mapping of " + target.system() + " does not write " + path + "; it writes "
                                + writable.stream()
                                        .map(Attribute::path)
                                        .sorted()
                                        .toList());
            }
        }
    }

    private void bad(String pointer, String message) {
        problems.add(yaml.problem(ErrorCode.CONFIG_INVALID, pointer, message));
    }

    private static String at(TargetPolicy target) {
        return "/targets/" + target.system();
    }
}
