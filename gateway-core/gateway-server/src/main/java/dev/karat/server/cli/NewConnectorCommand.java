package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a folder for a connector of one's own. */
@Command(
        name = "new-connector",
        description =
                "Makes a folder for a connector of your own, from a template that validates at once: connector.yaml,"
                        + " mapping, BEHAVIOUR.md, a golden file. See docs/connectors.md.")
final class NewConnectorCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private static final List<String> FILES =
            List.of("connector.yaml", "mapping/customer.yaml", "fixtures/customers/ana.json", "BEHAVIOUR.md");

    private static final List<String> SCHEMAS = List.of("connector.schema.json", "mapping.schema.json");

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "Id of the connector: small letters, digits, dashes.")
    private String name = "";

    @Option(names = "--title", paramLabel = "TITLE", description = "The vendor's name, for people.")
    private @Nullable String title;

    @Option(
            names = "--in",
            paramLabel = "DIR",
            description = "Folder in which it is made (default: plugins, where a gateway finds it).")
    private Path in = Path.of("plugins");

    @Override
    public Integer call() {
        if (!NAME.matcher(name).matches()) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "A name has small letters, digits and dashes, and begins with a letter: " + name);
        }
        Path folder = in.resolve(name);
        if (Files.exists(folder)) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, folder.toAbsolutePath() + " is there already; choose another name");
        }
        try {
            for (String file : FILES) {
                write(folder.resolve(file), template(file));
            }
            for (String schema : SCHEMAS) {
                try (InputStream published = SchemaCommand.published(schema)) {
                    Path target = folder.resolve(SchemaCommand.FOLDER).resolve(schema);
                    Files.createDirectories(target.getParent());
                    Files.copy(published, target);
                }
            }
        } catch (IOException failure) {
            throw new GatewayException(ErrorCode.DATA_UNUSABLE, "Cannot write into " + folder, failure);
        }
        var out = Output.of(spec);
        out.println("A connector " + name + " is in " + folder);
        out.println(
                "Next: say in connector.yaml how the vendor's API works, then try it: karat connectors test " + folder);
        Output.last(out, Output.result(true).put("folder", folder.toString()));
        return 0;
    }

    private String template(String file) throws IOException {
        String resource = "/connector-template/" + file;
        try (InputStream template =
                Objects.requireNonNull(NewConnectorCommand.class.getResourceAsStream(resource), resource)) {
            String shown = title == null ? name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) : title;
            return new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@NAME@", name)
                    .replace(
                            "@TITLE@",
                            Output.JSON.getNodeFactory().textNode(shown).toString())
                    .replace("@VENDOR@", shown);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
