package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.spec.Template;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.delivery.WhereFilter;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.TargetPolicy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        yaml.root()
                .path("segments")
                .properties()
                .forEach(segment -> expression(
                        "/segments/" + segment.getKey(), segment.getValue().asText()));
        yaml.root().path("targets").fieldNames().forEachRemaining(name -> {
            TargetPolicy target = policy.targets().get(name);
            ConnectorFolder connector = connectors.get(name);
            if (target != null) {
                where(name, target);
            }
            if (target != null && connector != null) {
                writing(target, connector);
            }
        });
        return problems;
    }

    /** By itself, and together with the segment that it names. */
    private void where(String name, TargetPolicy target) {
        String at = "/targets/" + name + "/where";
        if (!yaml.at(at).isMissingNode()) {
            expression(at, yaml.at(at).asText());
        }
        if (problems.isEmpty()) {
            expression(at, target.where());
        }
    }

    private void expression(String pointer, @Nullable String jslt) {
        try {
            new WhereFilter(jslt);
        } catch (GatewayException broken) {
            bad(pointer, String.valueOf(broken.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private void writing(TargetPolicy target, ConnectorFolder connector) {
        WriteSpec write = connector.spec().writes().get(ConnectedSystems.CUSTOMER);
        Mapping mapping = write == null ? null : connector.mappings().get(write.stream());
        if (write == null || mapping == null) {
            boolean onlyOwns = !yaml.at(at(target) + "/fields/owns").isEmpty()
                    && target.give().isEmpty()
                    && target.mode() == TargetPolicy.Mode.UPDATE;
            if (!onlyOwns) {
                bad(at(target), "Connector " + connector.spec().id() + " does not write customers");
            }
            return;
        }
        if (!hasAddress(target, connector)) {
            bad(
                    at(target),
                    "The connection of " + target.system() + " has no address to write to: "
                            + connector.spec().base());
        }
        Set<Attribute> writable = mapping.writable(target.mode().creates());
        var give = yaml.at(at(target) + "/fields/give");
        for (int i = 0; i < give.size(); i++) {
            String path = give.get(i).asText();
            if (Attribute.of(path).filter(writable::contains).isEmpty()) {
                bad(
                        ErrorCode.FIELD_NOT_STORABLE,
                        at(target) + "/fields/give/" + i,
                        "The mapping of " + target.system() + " does not write " + path + "; it writes "
                                + paths(writable));
            }
        }
        mapping.contested(target.give())
                .forEach((place, attributes) -> bad(
                        ErrorCode.FIELD_TWO_WRITERS,
                        at(target) + "/fields/give",
                        "The mapping of " + target.system() + " writes " + paths(attributes) + " into " + place));
        if (target.mode().creates()) {
            key(target, connector.spec().id(), write, writable);
        }
        problems.addAll(new DemandsCheck(yaml, target, connector.spec().id(), write).problems(mapping));
    }

    /** A system that only calls needs none, unless it is written. */
    private boolean hasAddress(TargetPolicy target, ConnectorFolder connector) {
        Template base = connector.spec().base();
        var given = yaml.at("/systems/" + target.system() + "/connection");
        var schema = connector.spec().connection();
        return base == null
                || base.names().stream()
                        .allMatch(name -> given.has(name)
                                || schema.path("properties").path(name).has("default")
                                // That is said by the check of the connection.
                                || schema.path("required").toString().contains('"' + name + '"'));
    }

    /** A creation whose answer was lost has to be found again, or the customer is created twice. */
    private void key(TargetPolicy target, String connector, WriteSpec write, Set<Attribute> writable) {
        WriteSpec.Create create = write.create();
        if (create == null) {
            bad(ErrorCode.TARGET_WITHOUT_KEY, at(target) + "/mode", "Connector " + connector + " creates no records");
            return;
        }
        if (create.idempotent()) {
            return;
        }
        Set<Attribute> keys = EnumSet.noneOf(Attribute.class);
        write.lookup().forEach(lookup -> keys.add(lookup.key()));
        WriteSpec.TableSpec table = write.table();
        if (table != null) {
            var connection = yaml.at("/systems/" + target.system() + "/connection");
            keys.removeIf(one -> !connection.has(String.valueOf(table.lookup().get(one))));
            if (keys.isEmpty()) {
                bad(
                        ErrorCode.TARGET_WITHOUT_KEY,
                        at(target) + "/mode",
                        "The connection of " + target.system() + " names none of "
                                + table.lookup().values() + ", by which rows are looked up before one is inserted");
                return;
            }
        }
        Attribute key = create.key();
        if (key != null) {
            keys.add(key);
        }
        if (keys.isEmpty()) {
            bad(
                    ErrorCode.TARGET_WITHOUT_KEY,
                    at(target) + "/mode",
                    "Connector " + connector + " cannot look a record up before it creates one");
        } else if (keys.stream().noneMatch(one -> target.give().contains(one) && writable.contains(one))) {
            bad(
                    ErrorCode.TARGET_WITHOUT_KEY,
                    at(target) + "/fields/give",
                    target.system() + " creates customers, but is given nothing that they are looked up by there: "
                            + paths(keys));
        }
    }

    private static List<String> paths(Set<Attribute> attributes) {
        return attributes.stream().map(Attribute::path).sorted().toList();
    }

    private void bad(String pointer, String message) {
        bad(ErrorCode.CONFIG_INVALID, pointer, message);
    }

    private void bad(ErrorCode code, String pointer, String message) {
        problems.add(yaml.problem(code, pointer, message));
    }

    private static String at(TargetPolicy target) {
        return "/targets/" + target.system();
    }
}
