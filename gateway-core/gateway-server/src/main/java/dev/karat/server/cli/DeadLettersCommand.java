package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.server.GatewayClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What could not be taken, and another try of it. */
@Command(
        name = "dead-letters",
        description = "What could not be taken or delivered as it was.",
        subcommands = {DeadLettersCommand.ListLetters.class, DeadLettersCommand.Replay.class})
final class DeadLettersCommand implements Runnable {
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

        @Option(names = "--system", paramLabel = "NAME", description = "Only those of this system.")
        private @Nullable String system;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit = 100;
    }

    @Command(name = "list", description = "Lists the letters with their causes, without what is in them.")
    static final class ListLetters implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private final Selection selection = new Selection();

        @Override
        public Integer call() {
            String query = "?limit=" + selection.limit
                    + (selection.system == null ? "" : "&system=" + GatewayClient.segment(selection.system));
            JsonNode letters = GatewayClient.of(selection.data.data)
                    .get("/api/dead-letters" + query)
                    .path("letters");
            var out = Output.of(spec);
            for (JsonNode letter : letters) {
                out.println(
                        letter.path("id").asLong() + "  " + letter.path("at").asText() + "  "
                                + letter.path("system").asText() + "/"
                                + letter.path("entity").asText() + "  "
                                + letter.path("code").asText() + "  "
                                + letter.path("message").asText());
            }
            Output.last(out, Output.result(true).put("listed", letters.size()).set("letters", letters));
            return 0;
        }
    }

    @Command(name = "replay", description = "Tries the letters again, as they were received.")
    static final class Replay implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private final Selection selection = new Selection();

        @Override
        public Integer call() {
            var request = Output.JSON.createObjectNode().put("limit", selection.limit);
            if (selection.system != null) {
                request.put("system", selection.system);
            }
            JsonNode answer = GatewayClient.of(selection.data.data).send("POST", "/api/dead-letters/replay", request);
            var out = Output.of(spec);
            long replayed = answer.path("replayed").asLong();
            out.println(replayed + " dead letters are tried again");
            Output.last(out, Output.result(true).put("replayed", replayed));
            return 0;
        }
    }
}
