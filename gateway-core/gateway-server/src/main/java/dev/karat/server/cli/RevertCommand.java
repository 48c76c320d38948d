package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.server.GatewayClient;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Gives the records of a target back what a run replaced. */
@Command(
        name = "revert",
        description = "Gives the records of a target back what a run replaced there, through gate and brake. Skips what"
                + " was changed since, and says why; records that the run created stay. A gateway has to run.")
final class RevertCommand implements Callable<Integer> {
    /** Skipped fields that are shown. */
    private static final int SHOWN_MAX = 50;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final TargetOption target = new TargetOption();

    @Option(
            names = "--run",
            required = true,
            paramLabel = "ID",
            description = "The run to take back, as karat brake TARGET lists it.")
    private long run;

    @Option(names = "--dry-run", description = "Only tell what would be given back and what not; plan nothing.")
    private boolean dryRun;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why, for the audit log; no personal data.")
    private String reason = "";

    private final Map<String, Long> skipped = new TreeMap<>();
    private final ObjectNode totals = Output.JSON.createObjectNode();

    @Override
    public Integer call() {
        GatewayClient gateway = target.gateway();
        var out = Output.of(spec);
        int shown = 0;
        @Nullable JsonNode after = null;
        do {
            JsonNode page = page(gateway, after);
            for (JsonNode one : page.path("samples")) {
                if (shown++ < SHOWN_MAX) {
                    out.println("  " + one.path("goldenId").asText() + " "
                            + one.path("field").asText() + " stays: "
                            + one.path("reason").asText());
                }
            }
            add(page);
            after = page.hasNonNull("next") ? page.path("next") : null;
        } while (after != null);
        print(out);
        ObjectNode result =
                Output.result(true).put("target", target.name).put("run", run).put("dryRun", dryRun);
        result.setAll(totals);
        skipped.forEach(result.putObject("skipped")::put);
        Output.last(out, result);
        return 0;
    }

    private JsonNode page(GatewayClient gateway, @Nullable JsonNode after) {
        ObjectNode wish = Output.JSON
                .createObjectNode()
                .put("run", run)
                .put("dryRun", dryRun)
                .put("reason", reason);
        if (after != null) {
            wish.set("after", after);
        }
        return gateway.send("POST", target.path("revert"), wish);
    }

    private void add(JsonNode page) {
        for (String name : new String[] {"records", "fields", "created"}) {
            totals.put(name, totals.path(name).asLong() + page.path(name).asLong());
        }
        page.path("skipped")
                .properties()
                .forEach(one -> skipped.merge(one.getKey(), one.getValue().asLong(), Long::sum));
    }

    private void print(PrintWriter out) {
        out.println((dryRun ? "Would give back " : "Gives back ")
                + totals.path("fields").asLong() + " fields of "
                + totals.path("records").asLong() + " records of " + target.name);
        if (totals.path("created").asLong() > 0) {
            out.println(totals.path("created").asLong() + " records that the run created stay");
        }
        skipped.forEach((reason, count) -> out.println(count + " fields stay: " + reason));
    }
}
