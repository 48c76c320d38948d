package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** {@code karat plan}: what a changed gateway.yaml would make of the stored profiles. */
@Command(
        name = "plan",
        description = "Shows what a changed gateway.yaml would make of the stored profiles, without changing anything.",
        footer = {
            "",
            "Reads one state of the database, whether or not a gateway runs on it: merges, splits, profiles that would show",
            "other values, and what each target would be given. Matching and survivorship count; a changed mapping shows",
            "as its records are read again. karat apply CHANGE applies it."
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
        try (Store store = new StoredData(data.data).snapshot()) {
            plan = PolicyPlan.of(store, by, UncalledSystems.of(by, connectors).bindings(), Clock.systemUTC());
        }
        PrintWriter out = Output.of(spec);
        print(out, plan);
        Output.last(out, json(plan));
        return 0;
    }

    private static void print(PrintWriter out, PolicyPlan.Result plan) {
        if (plan.differences().isEmpty()) {
            out.println("Nothing to apply: this gateway.yaml decides as the stored profiles were decided");
            return;
        }
        plan.differences().forEach(difference -> out.println("  " + difference));
        out.printf(
                "Of %,d profiles %,d would go into others, %,d would be split off, %,d would show other values%n",
                plan.profiles(), plan.merged(), plan.split(), plan.changed());
        plan.values().forEach((attribute, count) -> out.printf("  %s: %,d%n", attribute.path(), count));
        plan.writes()
                .forEach((target, writes) -> out.printf(
                        "%s would be given %,d new records and %,d changes, as its phase allows%n",
                        target, writes.creations(), writes.updates()));
        out.println("Apply it with: karat apply " + plan.change());
    }

    private static ObjectNode json(PolicyPlan.Result plan) {
        ObjectNode result = Output.result(true)
                .put("change", plan.differences().isEmpty() ? null : plan.change())
                .put("profiles", plan.profiles())
                .put("merged", plan.merged())
                .put("split", plan.split())
                .put("changed", plan.changed());
        ObjectNode values = result.putObject("values");
        plan.values().forEach((attribute, count) -> values.put(attribute.path(), count));
        ObjectNode targets = result.putObject("targets");
        plan.writes()
                .forEach((target, writes) -> targets.putObject(target)
                        .put("creations", writes.creations())
                        .put("updates", writes.updates()));
        return result;
    }
}
