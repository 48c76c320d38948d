package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.server.GatewayClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what would be written to a target now. */
@Command(
        name = "target",
        description =
                "What would be written to a target now, whatever its phase: how much, examples, and with --csv all"
                        + " of it. Writes nothing there. A gateway has to run. Shows personal data.")
final class PreviewTargetCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final TargetOption target = new TargetOption();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Write all changes into this file, one row for each field. It holds personal data.")
    private @Nullable Path csv;

    private final List<JsonNode> examples = new ArrayList<>();
    private final ObjectNode counts = Output.JSON.createObjectNode();
    private final Map<String, Long> obstacles = new TreeMap<>();

    @Override
    public Integer call() {
        // Before the pages: what is planned meanwhile is shown, and is not part of the plan.
        JsonNode plan = target.gateway().send("POST", target.path("plans"), null);
        JsonNode first = csv == null ? read(null) : write(csv);
        var out = Output.of(spec);
        new PreviewText(out).print(first, counts, examples);
        out.println("Plan " + plan.path("id").asText() + " (" + counts(plan.path("counts")) + ") until "
                + plan.path("expiresAt").asText() + ": karat go-live " + target.name + " --canary 20 --plan "
                + plan.path("id").asText());
        if (csv != null) {
            out.println("All changes are in " + csv);
        }
        ObjectNode result = Output.result(true).put("target", target.name);
        for (String name : List.of("phase", "open", "complete", "lag")) {
            result.set(name, first.path(name));
        }
        result.setAll(counts);
        obstacles.forEach(result.putObject("obstacles")::put);
        result.set("plan", plan.path("id"));
        result.set("policy", plan.path("policy"));
        result.set("expiresAt", plan.path("expiresAt"));
        Output.last(out, result.put("csv", csv == null ? null : csv.toString()));
        return 0;
    }

    private static String counts(JsonNode counts) {
        return counts.properties().stream()
                .map(one -> one.getValue().asLong() + " " + one.getKey())
                .collect(Collectors.joining(", "));
    }

    private JsonNode write(Path file) {
        try (var rows = PreviewCsv.of(file)) {
            JsonNode first = read(rows);
            rows.finish();
            return first;
        }
    }

    /** Reads all pages, and answers the first. */
    private JsonNode read(@Nullable PreviewCsv rows) {
        GatewayClient gateway = target.gateway();
        String path = target.path("preview?limit=") + PAGE;
        JsonNode first = gateway.get(path);
        JsonNode page = first;
        take(page, rows);
        while (page.hasNonNull("next")) {
            page = gateway.get(
                    path + "&after=" + GatewayClient.segment(page.path("next").asText()));
            take(page, rows);
        }
        return first;
    }

    private void take(JsonNode page, @Nullable PreviewCsv rows) {
        page.path("counts")
                .properties()
                .forEach(one -> counts.put(
                        one.getKey(),
                        counts.path(one.getKey()).asLong() + one.getValue().asLong()));
        for (JsonNode change : page.path("changes")) {
            if (examples.size() < PreviewText.EXAMPLES) {
                examples.add(change);
            }
            change.path("obstacles")
                    .forEach(one -> obstacles.merge(one.path("kind").asText(), 1L, Long::sum));
            if (rows != null) {
                rows.add(change);
            }
        }
    }
}
