package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.server.GatewayClient;
import java.io.PrintWriter;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares what a target holds with what it should hold. */
@Command(
        name = "drift",
        description = "Reads records of a target at the vendor and compares them with what they should hold. Writes"
                + " nothing, and leaves the vendor's limits to the changes of the day. A gateway has to run."
                + " Exit code 1 if a record differs.")
final class DriftCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 500;
    private static final int SAMPLE = 200;
    private static final int SHOWN = 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final TargetOption target = new TargetOption();

    @ArgGroup
    private Which which = new Which();

    /** One of them, or none for a sample. */
    static final class Which {
        @Option(
                names = "--sample",
                paramLabel = "N",
                description = "Records that are compared, chosen by chance (default: " + SAMPLE + ").")
        private int sample = SAMPLE;

        @Option(names = "--all", description = "Compare every record.")
        private boolean all;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient gateway = target.gateway();
        String path = target.path("drift");
        ObjectNode wish = Output.JSON.createObjectNode().put("sample", which.all ? 0 : which.sample);
        gateway.send("POST", path, wish);
        JsonNode status = gateway.get(path);
        while (status.path("state").asText().equals("RUNNING")) {
            Thread.sleep(LOOK_MILLIS);
            status = gateway.get(path);
        }
        print(status);
        boolean done = status.path("state").asText().equals("DONE");
        boolean equal = done && status.path("differing").asLong() == 0;
        Output.last(
                Output.of(spec), Output.result(equal).put("target", target.name).setAll((ObjectNode) status));
        return equal ? 0 : Failures.NEGATIVE;
    }

    private void print(JsonNode status) {
        PrintWriter out = Output.of(spec);
        out.printf(
                "%s: %,d of %,d records differ (%.2f %%), of these %,d are gone there%n",
                target.name,
                status.path("differing").asLong(),
                status.path("compared").asLong(),
                status.path("percent").asDouble(),
                status.path("gone").asLong());
        if (status.hasNonNull("error")) {
            out.println("It ended early: " + status.path("error").asText());
        }
        int shown = 0;
        for (JsonNode example : status.path("examples")) {
            if (shown++ < SHOWN) {
                out.println("  " + example.path("record").asText() + " of "
                        + example.path("goldenId").asText() + ": " + fields(example));
            }
        }
        if (status.path("differing").asLong() > 0) {
            out.println("To mend it: let the target be read to its end, then ./karat resync " + target.name);
        }
    }

    private static String fields(JsonNode example) {
        if (example.path("gone").asBoolean()) {
            return "gone";
        }
        var fields = new StringJoiner(", ");
        example.path("fields")
                .forEach(field -> fields.add(
                        field.path("field").asText() + " " + field.path("how").asText()));
        return fields.toString();
    }
}
