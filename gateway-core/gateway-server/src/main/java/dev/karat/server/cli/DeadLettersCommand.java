package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What could not be taken, and another try of it. */
@Command(
        name = "dead-letters",
        description = "What could not be taken or delivered as it was.",
        subcommands = {DeadLettersCommand.ListLetters.class, DeadLettersCommand.Replay.class})
final class DeadLettersCommand implements Runnable {
    private static final String PATH = "/api/dead-letters";

    /** Letters of one call. */
    private static final int PAGE = 1_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Name list or replay");
        }
    }

    /** What both subcommands ask for. */
    private static final class Selection {
        @Mixin
        private final DataOption data = new DataOption();

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "Only the letter of this number.")
        private @Nullable Long id;

        @Option(names = "--system", paramLabel = "NAME", description = "Only those of this system.")
        private @Nullable String system;

        @Option(names = "--code", paramLabel = "CODE", description = "Only those with this code of docs/errors.md.")
        private @Nullable ErrorCode code;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;

        private GatewayClient gateway() {
            return GatewayClient.of(data.data);
        }
    }

    @Command(
            name = "list",
            description = "Lists the letters with their causes and what to do, without what is in them.")
    static final class ListLetters implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private final Selection selection = new Selection();

        @Override
        public Integer call() {
            var out = Output.of(spec);
            ObjectNode answer = answer();
            JsonNode letters = answer.path("letters");
            Map<String, String> fixes = new TreeMap<>();
            for (JsonNode letter : letters) {
                print(out, letter);
                fixes.put(letter.path("code").asText(), letter.path("fix").asText());
            }
            fixes.forEach((code, fix) -> out.println("fix " + code + ": " + fix));
            answer.path("counts")
                    .forEach(one -> out.println(one.path("count").asLong() + " of "
                            + one.path("system").asText() + ": "
                            + one.path("code").asText()));
            ObjectNode result = Output.result(true).put("listed", letters.size());
            Output.last(out, result.setAll(answer));
            return 0;
        }

        private ObjectNode answer() {
            if (selection.id != null) {
                ObjectNode one = Output.JSON.createObjectNode();
                one.putArray("letters").add(selection.gateway().get(PATH + "/" + selection.id));
                return one;
            }
            return (ObjectNode) selection
                    .gateway()
                    .get(PATH + "?limit=" + selection.limit
                            + (selection.system == null ? "" : "&system=" + GatewayClient.segment(selection.system))
                            + (selection.code == null ? "" : "&code=" + selection.code));
        }

        private static void print(PrintWriter out, JsonNode letter) {
            String record = letter.hasNonNull("recordId")
                    ? "/" + letter.path("recordId").asText()
                    : "";
            out.println(letter.path("id").asLong() + "  " + letter.path("at").asText() + "  "
                    + letter.path("system").asText() + "/"
                    + letter.path("entity").asText() + record + "  "
                    + letter.path("code").asText());
            out.println("    " + letter.path("message").asText() + " ("
                    + letter.path("origin").asText() + ")");
        }
    }

    @Command(
            name = "replay",
            description = "Tries the letters again, as they were received, the oldest first. What fails again stays,"
                    + " and the exit code is 1.")
    static final class Replay implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private final Selection selection = new Selection();

        @Option(names = "--dry-run", description = "Tell what would come of each letter, and change nothing.")
        private boolean dryRun;

        @Override
        public Integer call() {
            var out = Output.of(spec);
            GatewayClient gateway = selection.gateway();
            Map<String, Long> results = new TreeMap<>();
            long replayed = 0;
            long failing = 0;
            JsonNode next = Output.JSON.nullNode();
            int left = selection.limit;
            do {
                JsonNode answer = gateway.send("POST", PATH + "/replay", request(Math.min(left, PAGE), next));
                for (JsonNode letter : answer.path("letters")) {
                    print(out, letter);
                    results.merge(name(letter), 1L, Long::sum);
                }
                replayed += answer.path("replayed").asLong();
                failing += answer.path("failing").asLong();
                left -= answer.path("letters").size();
                next = answer.path("next");
            } while (left > 0 && next.isNumber());
            out.println(replayed + (dryRun ? " would be" : "") + " done with, " + failing + " failing"
                    + (next.isNumber() ? "; there are more: raise --limit" : ""));
            ObjectNode result = Output.result(failing == 0)
                    .put("dryRun", dryRun)
                    .put("replayed", replayed)
                    .put("failing", failing)
                    .put("more", next.isNumber());
            results.forEach(result.putObject("results")::put);
            Output.last(out, result);
            return failing == 0 ? 0 : Failures.NEGATIVE;
        }

        private ObjectNode request(int limit, JsonNode after) {
            ObjectNode request = Output.JSON
                    .createObjectNode()
                    .put("id", selection.id)
                    .put("system", selection.system)
                    .put("limit", limit)
                    .put("dryRun", dryRun);
            if (selection.code != null) {
                request.put("code", selection.code.name());
            }
            if (after.isNumber()) {
                request.set("after", after);
            }
            return request;
        }

        private static String name(JsonNode letter) {
            return letter.path(letter.hasNonNull("code") ? "code" : "result").asText();
        }

        private static void print(PrintWriter out, JsonNode letter) {
            out.println(letter.path("id").asLong() + "  " + name(letter) + "  "
                    + letter.path("message").asText());
        }
    }
}
