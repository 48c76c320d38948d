package dev.karat.camel.init;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.spec.Category;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.mapping.Mapping;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A system that somebody wants to connect. Immutable.
 *
 * @param name in gateway.yaml
 * @param category what it is used for
 */
public record ChosenSystem(String name, ConnectorFolder connector, Category category) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /** Reads a system of which only its kind is named: any system can export files. */
    private static final String ANY = "files";

    /**
     * Understands {@code NAME=CONNECTOR}; {@code CONNECTOR} alone, which is the name too; or a kind of system alone, such
     * as {@code erp}, which is read from files.
     *
     * @throws GatewayException CONFIG_INVALID if that is no name of a system, CONNECTOR_UNKNOWN
     */
    public static ChosenSystem of(String text, Connectors connectors) {
        String name = text.contains("=") ? text.substring(0, text.indexOf('=')) : text;
        String id = text.substring(text.indexOf('=') + 1);
        if (!NAME.matcher(name).matches()) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "The name of a system has small letters, digits and dashes, and begins with a letter: " + text);
        }
        var kind = Category.of(name);
        boolean onlyKind =
                !text.contains("=") && kind.isPresent() && !connectors.ids().contains(id);
        ConnectorFolder connector = connectors.get(onlyKind ? ANY : id);
        return new ChosenSystem(name, connector, kind.orElse(connector.spec().category()));
    }

    Preset preset() {
        return Preset.of(category);
    }

    ConnectorSpec spec() {
        return connector.spec();
    }

    /** For people: name and vendor. */
    public String shown() {
        return name + " (" + spec().title() + ")";
    }

    /** What the connection is told: what it requires, and what most give besides. */
    public List<Variable> variables() {
        var names = new LinkedHashSet<String>();
        spec().connection().path("required").forEach(required -> names.add(required.asText()));
        names.addAll(spec().usual());
        return names.stream().map(this::variable).toList();
    }

    private Variable variable(String setting) {
        JsonNode declared = spec().connection().path("properties").path(setting);
        return new Variable(
                name,
                setting,
                declared.path("description").asText(),
                declared.path("format").asText().equals("password"));
    }

    /** What it is given; empty if it is not written. */
    List<Attribute> give() {
        WriteSpec write = spec().writes().get(ConnectedSystems.CUSTOMER);
        Mapping mapping = write == null ? null : connector.mappings().get(write.stream());
        if (mapping == null) {
            return List.of();
        }
        var give = new ArrayList<>(preset().give());
        give.retainAll(mapping.writable(false));
        Set<Attribute> contested = EnumSet.noneOf(Attribute.class);
        mapping.contested(Set.copyOf(give)).values().forEach(contested::addAll);
        give.removeAll(contested);
        return give;
    }

    /** What its own value decides, as far as it tells it. */
    List<Attribute> owns() {
        var owns = new ArrayList<>(preset().owns());
        owns.removeIf(attribute -> connector.mappings().values().stream()
                .noneMatch(mapping -> mapping.readable().contains(attribute)));
        return owns;
    }
}
