package dev.karat.server.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.server.GatewayClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows how the running gateway is. */
@Command(
        name = "status",
        description =
                "Shows how the running gateway is. Exit code 1 if none runs, or if something in it needs a person.")
final class StatusCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        try {
            GatewayClient gateway = GatewayClient.of(data.data);
            ObjectNode status = (ObjectNode) gateway.get("/api/status");
            boolean ok = status.path("alerts").isEmpty();
            print(out, gateway.url(), status);
            Output.last(out, Output.result(ok).put("running", true).setAll(status));
            return ok ? 0 : Failures.NEGATIVE;
        } catch (GatewayException failure) {
            if (failure.code() != ErrorCode.NOT_RUNNING) {
                throw failure;
            }
            out.println(failure.getMessage());
            Output.last(out, Output.result(false).put("running", false));
            return Failures.NEGATIVE;
        }
    }

    private static void print(PrintWriter out, String url, JsonNode status) {
        JsonNode store = status.path("store");
        out.println("Karat " + status.path("version").asText() + " at " + url + ", up for "
                + status.path("uptimeSeconds").asLong() + " s");
        out.println("Store: " + store.path("records").asLong() + " records, "
                + store.path("profiles").asLong() + " profiles, "
                + store.path("deadLetters").asLong() + " dead letters");
        JsonNode history = status.path("history");
        out.println("History: kept for "
                + Duration.ofSeconds(history.path("keepSeconds").asLong()).toDays() + " days"
                + (history.hasNonNull("since")
                        ? ", back to " + history.path("since").asText()
                        : ""));
        for (JsonNode node : status.path("cluster").path("nodes")) {
            boolean writes = node.path("name").equals(status.path("cluster").path("writer"));
            out.println("Node " + node.path("name").asText() + (writes ? " (writes): " : ": ")
                    + node.path("turns").size() + " turns");
        }
        out.println("Matching model: " + status.path("model").asText());
        for (JsonNode connection : status.path("connections")) {
            out.println("Connection " + connection.path("name").asText() + ": "
                    + connection.path("state").asText() + hint(connection) + quota(connection.path("quota")));
        }
        for (JsonNode target : status.path("targets")) {
            out.println("Target " + target.path("name").asText() + ": "
                    + target.path("phase").asText() + ", "
                    + target.path("pending").asLong() + " pending"
                    + (target.path("stopped").asBoolean() ? ", stopped" : "")
                    + brake(target.path("brake")) + rests(target)
                    + resync(target.path("resync")) + hint(target));
        }
        for (JsonNode file : status.path("routeFiles")) {
            out.println("Routes " + file.path("name").asText() + ": "
                    + file.path("state").asText() + hint(file));
        }
        for (JsonNode alert : status.path("alerts")) {
            out.println("Attention: " + alert.asText());
        }
    }

    private static String brake(JsonNode brake) {
        return switch (brake.path("state").asText()) {
            case "HOLDING" -> ", held with run " + brake.path("run").asText();
            case "APPROVED" -> ", run " + brake.path("run").asText() + " is being written";
            case "GOING_LIVE" -> ", going live";
            default -> "";
        };
    }

    private static String quota(JsonNode quota) {
        return quota.path("limit").asLong() > 0
                ? ", " + quota.path("remaining").asLong() + " of "
                        + quota.path("limit").asLong() + " calls left"
                : "";
    }

    private static String rests(JsonNode target) {
        return target.hasNonNull("restsUntil")
                ? ", rests until " + target.path("restsUntil").asText()
                : "";
    }

    private static String resync(JsonNode resync) {
        return resync.isObject()
                ? ", resync " + resync.path("state").asText() + fields(resync.path("fields")) + " ("
                        + resync.path("compared").asLong() + " of "
                        + resync.path("profiles").asLong() + " profiles compared, "
                        + resync.path("planned").asLong() + " writes planned)"
                : "";
    }

    private static String fields(JsonNode fields) {
        return fields.isEmpty()
                ? ""
                : fields.valueStream().map(JsonNode::asText).collect(joining(", ", " of ", ""));
    }

    private static String hint(JsonNode part) {
        return part.hasNonNull("errorCode") ? " (" + part.path("errorCode").asText() + ")" : "";
    }
}
