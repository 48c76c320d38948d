package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.karat.camel.check.Findings;
import dev.karat.camel.check.GatewayCheck;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks everything that an IT team writes, before it runs. */
@Command(
        name = "validate",
        description = "Checks gateway.yaml, the connectors and mappings that it uses, and the route files, offline."
                + " Exit code 1 if something has to be mended.")
final class ValidateCommand implements Callable<Integer> {
    /** How problems are told. */
    enum Format {
        TEXT,
        JSON
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder of gateway.yaml and the route files (default: routes here, else Karat's own).")
    private @Nullable Path routes;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text for people, or json: an array of code, file, line, message and fix.")
    private Format format = Format.TEXT;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        Path folder = Home.routes(routes);
        Findings found = GatewayCheck.of(folder, Home.allConnectors(connectors).now(), Secrets.ofProcess());
        PrintWriter err =
                Objects.requireNonNull(spec, "picocli sets it").commandLine().getErr();
        found.notices().forEach(notice -> err.println("notice: " + shown(notice)));
        err.flush();
        if (format == Format.JSON) {
            out.println(json(found));
            out.flush();
        } else {
            text(out, folder, found);
        }
        return found.problems().isEmpty() ? 0 : Failures.NEGATIVE;
    }

    private static void text(PrintWriter out, Path folder, Findings found) {
        for (Problem problem : found.problems()) {
            out.println(shown(problem));
            out.println("  fix: " + problem.fix());
        }
        if (found.problems().isEmpty()) {
            int notices = found.notices().size();
            out.println("Nothing is wrong in " + file(folder.toString())
                    + (notices == 0 ? "" : ", but look at the notices: " + notices));
        }
        Output.last(
                out,
                Output.result(found.problems().isEmpty())
                        .put("problems", found.problems().size())
                        .put("notices", found.notices().size()));
    }

    private static ArrayNode json(Findings found) {
        ArrayNode array = Output.JSON.createArrayNode();
        for (Problem problem : found.problems()) {
            array.addObject()
                    .put("code", problem.code().name())
                    .put("file", file(problem.file()))
                    .put("line", problem.line())
                    .put("message", problem.message())
                    .put("fix", problem.fix());
        }
        return array;
    }

    private static Problem shown(Problem problem) {
        return new Problem(problem.code(), file(problem.file()), problem.line(), problem.message(), problem.fix());
    }

    /** As seen from where the command was started, which is how people and editors name files. */
    private static String file(String file) {
        Path here = Path.of("").toAbsolutePath();
        Path path = Path.of(file);
        return path.startsWith(here) && !path.equals(here)
                ? here.relativize(path).toString()
                : file;
    }
}
