package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares every profile with a target. */
@Command(
        name = "resync",
        description = "Has the running gateway compare every profile with what a target holds, and plan what differs."
                + " Phases hold as ever; karat status shows how far it is.")
final class ResyncCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final TargetOption target = new TargetOption();

    @ArgGroup
    private @Nullable Wish wish;

    /** What to compare; both may be given. */
    static final class Selection {
        @Option(
                names = "--where",
                paramLabel = "EXPR",
                description = "Compare only profiles of which this JSLT expression is true, such as"
                        + " '.address.country == \"DE\"'.")
        private @Nullable String where;

        @Option(
                names = "--field",
                split = ",",
                paramLabel = "FIELD",
                description = "Plan a write only where this canonical field differs, such as birthDate;"
                        + " several with commas.")
        private List<String> fields = List.of();

        private void addTo(ObjectNode body) {
            if (where != null) {
                body.put("where", where);
            }
            fields.forEach(body.withArrayProperty("fields")::add);
        }
    }

    /** One of them, or none to begin with all profiles. */
    static final class Wish {
        @ArgGroup(exclusive = false)
        private @Nullable Selection selection;

        @Option(names = "--pause", description = "Pause the resync; it keeps its place.")
        private boolean pause;

        @Option(names = "--resume", description = "Go on with the resync.")
        private boolean resume;

        @Option(names = "--cancel", description = "End the resync; what it planned stays planned.")
        private boolean cancel;

        private String action() {
            if (pause) {
                return "pause";
            }
            return resume ? "resume" : cancel ? "cancel" : "start";
        }
    }

    @Override
    public Integer call() {
        String action = wish == null ? "start" : wish.action();
        ObjectNode body = Output.JSON.createObjectNode();
        if (wish != null && wish.selection != null) {
            wish.selection.addTo(body);
        }
        String path = target.path("resync");
        boolean start = action.equals("start");
        target.gateway().send("POST", start ? path : path + "/" + action, start ? body : null);
        var out = Output.of(spec);
        out.println("Resync of " + target.name + ": " + action);
        Output.last(out, Output.result(true).put("target", target.name).put("action", action));
        return 0;
    }
}
