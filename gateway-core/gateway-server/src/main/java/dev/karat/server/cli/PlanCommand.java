package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.hub.PolicyPlan;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.Store;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code karat plan}: what a changed gateway.yaml or mapping would make of the stored profiles. */
@Command(
        name = "plan",
        description = "Shows what a changed gateway.yaml or mapping would make of the stored profiles, without changing"
                + " anything.",
        footer = {
            "",
            "Reads one state of the database, whether or not a gateway runs on it: merges, splits, profiles that would show",
            "other values, and what each target would be given. Matching and survivorship count, and mappings: stored",
            "records are read anew from what was kept of them. karat apply CHANGE applies it."
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Mixin
    private final PolicyOption policy = new PolicyOption();

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() {
        GatewayPolicy by = policy.read();
        PolicyPlan.Result plan;
        try (Store store = new StoredData(data.data).snapshot();
                ConnectedSystems systems = UncalledSystems.of(by, connectors)) {
            plan = PolicyPlan.of(store, by, systems.bindings(), systems.sources(), Clock.systemUTC());
        }
        PrintWriter out = Output.of(spec);
        print(out, plan);
        Output.last(out, json(plan));
        return 0;
    }

    private static void print(PrintWriter out, PolicyPlan.Result plan) {
        if (plan.differences().isEmpty()) {
            out.println("Nothing to apply: this gateway.yaml reads and decides as the stored profiles were made");
            return;
        }
        plan.differences().forEach(difference -> out.println("  " + difference));
        plan.reread()
                .forEach((source, records) -> out.printf(
                        "Read anew, %,d records of %s would say something else; %,d cannot be read and would stay%n",
                        records.changed(), source, records.unreadable()));
        out.printf(
                "Of %,d profiles %,d would go into others, %,d would be split off, %,d would show other values%n",
                plan.profiles(), plan.merged(), plan.split(), plan.changed());
        plan.values().forEach((attribute, count) -> out.printf("  %s: %,d%n", attribute.path(), count));
        plan.writes()
                .forEach((target, writes) -> out.printf(
                        "%s would be given %,d new records and %,d changes, and lose %,d, as its phase allows%n",
                        target, writes.creations(), writes.updates(), writes.deletions()));
        out.println("Apply it with: karat apply " + plan.change());
    }

    private static ObjectNode json(PolicyPlan.Result plan) {
        ObjectNode result = Output.result(true)
                .put("change", plan.differences().isEmpty() ? null : plan.change())
                .put("profiles", plan.profiles())
                .put("merged", plan.merged())
                .put("split", plan.split())
                .put("changed", plan.changed());
        ObjectNode reread = result.putObject("records");
        plan.reread()
                .forEach((source, records) -> reread.putObject(source)
                        .put("changed", records.changed())
                        .put("unreadable", records.unreadable()));
        ObjectNode values = result.putObject("values");
        plan.values().forEach((attribute, count) -> values.put(attribute.path(), count));
        ObjectNode targets = result.putObject("targets");
        plan.writes()
                .forEach((target, writes) -> targets.putObject(target)
                        .put("creations", writes.creations())
                        .put("updates", writes.updates())
                        .put("deletions", writes.deletions()));
        return result;
    }
}
