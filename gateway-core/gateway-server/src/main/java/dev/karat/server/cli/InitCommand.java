package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.init.ChosenSystem;
import dev.karat.camel.init.GatewayFolder;
import dev.karat.camel.init.Variable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the files of a gateway for the systems that somebody has, or adds systems to one. */
@Command(
        name = "init",
        description = "Writes routes/ and .env.example for the systems that you have. The gateway of these files reads"
                + " every system and writes to none. Nothing that is there is written over.",
        footer = {
            "",
            "A SYSTEM is NAME=CONNECTOR (shop-eu=shopify), a connector alone, which is the name too (shopify), or a kind"
                    + " of system alone (erp, crm, shop, mailing, support), which is read from files that it exports."
                    + " A system that is named by its kind starts with what suits that kind; karat connectors lists the"
                    + " connectors.",
            "",
            "  karat init --with erp,shopify,mailchimp --dir acme",
            "  karat init --add crm=salesforce --dir acme"
        })
final class InitCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Wanted wanted = new Wanted();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder in which routes/ and .env.example are (default: the working folder).")
    private Path folder = Path.of("");

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    /** Either a new gateway or further systems. */
    private static final class Wanted {
        @Option(names = "--with", split = ",", paramLabel = "SYSTEM", description = "Systems of a new gateway.")
        private List<String> fresh = List.of();

        @Option(
                names = "--add",
                split = ",",
                paramLabel = "SYSTEM",
                description = "Systems to add to the gateway of the folder; what stands in gateway.yaml stays.")
        private List<String> added = List.of();
    }

    @Override
    public Integer call() {
        Connectors known = Home.allConnectors(connectors).now();
        List<String> names = wanted.fresh.isEmpty() ? wanted.added : wanted.fresh;
        List<ChosenSystem> systems =
                names.stream().map(name -> ChosenSystem.of(name, known)).toList();
        var gateway = new GatewayFolder(folder.toAbsolutePath().normalize());
        List<Path> files = wanted.fresh.isEmpty() ? gateway.add(systems) : gateway.create(systems);
        schemas(gateway.routes());
        tell(gateway, systems, files);
        return 0;
    }

    private static void schemas(Path routes) {
        try {
            SchemaCommand.write(routes);
        } catch (IOException failure) {
            throw new GatewayException(ErrorCode.DATA_UNUSABLE, "Cannot write into " + routes, failure);
        }
    }

    private void tell(GatewayFolder gateway, List<ChosenSystem> systems, List<Path> files) {
        PrintWriter out = Output.of(spec);
        systems.forEach(system -> out.println("System " + system.shown()));
        out.println(files.size() + " files were written or added to in " + gateway.routes() + " and beside it");
        out.println("Next: fill in the variables of " + GatewayFolder.VARIABLES + "; " + gateway.routes()
                + "/README.md says how to go on");
        var result = Output.result(true).put("folder", gateway.routes().toString());
        var named = result.putArray("systems");
        systems.forEach(system -> named.add(system.name()));
        var variables = result.putArray("variables");
        systems.stream()
                .flatMap(system -> system.variables().stream())
                .map(Variable::name)
                .forEach(variables::add);
        Output.last(out, result.put("files", files.size()));
    }
}
