package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the JSON Schemas of the files that people edit, so that their editors complete and check them offline. */
@Command(
        name = "schema",
        description = "Writes the JSON Schemas of gateway.yaml and of mappings into DIR/.schema;"
                + " editors find them by the first line of a file.")
final class SchemaCommand implements Callable<Integer> {
    /** Folder below that of the routes; the first line of gateway.yaml refers to it. */
    static final String FOLDER = ".schema";

    static final List<String> NAMES = List.of("gateway.schema.json", "mapping.schema.json");

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder of gateway.yaml (default: routes here, else Karat's own).")
    private @Nullable Path routes;

    @Override
    public Integer call() {
        Path folder = Home.routes(routes).resolve(FOLDER);
        try {
            write(Home.routes(routes));
        } catch (IOException failure) {
            throw new GatewayException(ErrorCode.DATA_UNUSABLE, "Cannot write into " + folder, failure);
        }
        var out = Output.of(spec);
        out.println(NAMES.size() + " schemas are in " + folder);
        Output.last(out, Output.result(true).put("folder", folder.toString()).put("schemas", NAMES.size()));
        return 0;
    }

    /** Writes the schemas below that folder, over older ones. */
    static void write(Path routes) throws IOException {
        Path folder = Files.createDirectories(routes.resolve(FOLDER));
        for (String name : NAMES) {
            try (InputStream schema = published(name)) {
                Files.copy(schema, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The schema that this version checks files against. */
    static InputStream published(String name) {
        return Objects.requireNonNull(SchemaCommand.class.getResourceAsStream("/schema/" + name), name);
    }
}
