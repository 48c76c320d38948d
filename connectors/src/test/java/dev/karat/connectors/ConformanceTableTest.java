package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.spec.Capability;
import dev.karat.camel.connector.spec.ConnectorSpec;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table in the documents shows which contract tests are run against which vendor's twin. A build in which one of them
 * fails does not get as far as anybody, so a mark means that it holds. {@code -Dkarat.conformance=write} writes it anew.
 */
class ConformanceTableTest {
    private static final Path FILE =
            VendorsOnDisk.ROOT.resolve("../docs/conformance.md").normalize();

    private static final List<Class<?>> CONTRACTS = List.of(
            ReadContractTest.class, WriteContractTest.class, ConsentContractTest.class, FailureContractTest.class);

    @Test
    void isThatOfTheContractTests() throws IOException {
        String table = text();
        if ("write".equals(System.getProperty("karat.conformance"))) {
            Files.writeString(FILE, table);
        }
        assertThat(FILE).as("written with -Dkarat.conformance=write").hasContent(table);
    }

    private static String text() {
        List<ConnectorSpec> all = VendorsOnDisk.ids().stream()
                .map(id -> ConnectorFolder.load(VendorsOnDisk.ROOT.resolve(id))
                        .orThrow()
                        .spec())
                .toList();
        List<ConnectorSpec> proved =
                all.stream().filter(spec -> Vendor.of(spec.id()).isPresent()).toList();
        return """
                # Conformance

                Written by the contract tests of `connectors/`; do not edit.

                ## What each connector can do

                %s
                ## What is proved

                Each connector that calls a vendor over HTTP is run against a twin of it: a server with state, written from the vendor's own documents and never from the connector, with its pages, clock, limits and errors. ✓ is a test that is run in every build, – one of something that the vendor does not offer. Beside these, every connector's declaration, its mappings with their examples and golden files, and its Kamelets are held against each other.

                %s""".formatted(capabilities(all), contracts(proved));
    }

    private static String capabilities(List<ConnectorSpec> all) {
        var table = new StringBuilder(head("Capability", all));
        for (Capability capability : Capability.values()) {
            row(
                    table,
                    lower(capability.name().replace('_', ' ')),
                    all,
                    spec -> spec.capabilities().contains(capability));
        }
        row(table, "version", all, ConnectorSpec::version);
        return table.toString();
    }

    private static String contracts(List<ConnectorSpec> proved) {
        var text = new StringBuilder();
        for (Class<?> contract : CONTRACTS) {
            String name = contract.getSimpleName().replace("ContractTest", "");
            text.append(head(name, proved));
            Arrays.stream(contract.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(ForVendors.class))
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(method -> {
                        ForVendors wanted = method.getAnnotation(ForVendors.class);
                        row(text, words(method.getName()), proved, spec -> VendorsOnDisk.isFor(wanted, spec));
                    });
            text.append('\n');
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String head(String first, List<ConnectorSpec> columns) {
        return "| " + first + " | " + columns.stream().map(ConnectorSpec::id).collect(Collectors.joining(" | "))
                + " |\n|---" + "|---".repeat(columns.size()) + "|\n";
    }

    private static void row(
            StringBuilder table, String name, List<ConnectorSpec> columns, Function<ConnectorSpec, Object> cell) {
        table.append("| ").append(name);
        columns.forEach(spec -> {
            Object value = cell.apply(spec);
            table.append(" | ").append(value instanceof Boolean holds ? (holds ? "✓" : "–") : value);
        });
        table.append(" |\n");
    }

    private static String words(String method) {
        return lower(method.replaceAll("([A-Z])", " $1"));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
