package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.server.GatewayClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What people answered in the page of {@code karat preview merges}. */
final class MergeAnswers {
    /** Largest file that is read, in bytes; a page asks some hundred questions. */
    private static final long BYTES_MAX = 1_000_000;

    private final List<Answer> answers;

    private MergeAnswers(List<Answer> answers) {
        this.answers = answers;
    }

    /** @param random true if the pair was drawn at random from all that were merged */
    private record Answer(String first, String second, String said, boolean random) {}

    /** Throws FILE_MALFORMED. */
    static MergeAnswers read(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new GatewayException(ErrorCode.FILE_MALFORMED, file + " has more than " + BYTES_MAX + " bytes");
            }
            var answers = new ArrayList<Answer>();
            for (JsonNode one : Output.JSON.readTree(file.toFile()).path("answers")) {
                answers.add(new Answer(
                        record(one.path("first")),
                        record(one.path("second")),
                        one.path("answer").asText(),
                        one.path("list").asText().equals("RANDOM")));
            }
            return new MergeAnswers(answers);
        } catch (IOException unreadable) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED, file + " does not hold answers of karat preview merges", unreadable);
        }
    }

    private static String record(JsonNode key) {
        return key.path(0).asText() + ":" + key.path(1).asText();
    }

    /** Makes verdicts of them, and tells how many of the merges drawn at random were right. */
    ObjectNode decide(GatewayClient gateway, PrintWriter out) {
        int verdicts = 0;
        for (Answer answer : answers) {
            if (answer.said.equals("yes") || answer.said.equals("no")) {
                gateway.send(
                        "POST",
                        "/api/decisions",
                        Output.JSON
                                .createObjectNode()
                                .put("first", answer.first)
                                .put("second", answer.second)
                                .put("verdict", answer.said.equals("yes") ? "always" : "never"));
                verdicts++;
            }
        }
        out.println(verdicts + " verdicts of " + answers.size() + " answers");
        return told(Output.result(true).put("answers", answers.size()).put("verdicts", verdicts), out);
    }

    private ObjectNode told(ObjectNode result, PrintWriter out) {
        long right = random("yes");
        long judged = right + random("no");
        if (judged == 0) {
            return result;
        }
        Share share = Share.of(right, judged);
        out.printf(
                Locale.ROOT,
                "Of %d merges drawn at random %d are right: between %.1f and %.1f %% of all, with 95 %% confidence%n",
                judged,
                right,
                100 * share.least(),
                100 * share.most());
        return result.put("judged", judged)
                .put("right", right)
                .put("precisionFrom", share.least())
                .put("precisionTo", share.most());
    }

    private long random(String said) {
        return answers.stream()
                .filter(answer -> answer.random && answer.said.equals(said))
                .count();
    }

    /**
     * The 95 % interval of a share that a sample shows, by the score method of E. B. Wilson (1927), which holds also for
     * small samples and shares near 1.
     */
    record Share(double least, double most) {
        private static final double Z = 1.959964;

        static Share of(long right, long judged) {
            double share = (double) right / judged;
            double z2 = Z * Z / judged;
            double middle = (share + z2 / 2) / (1 + z2);
            double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / judged + z2 / (4 * judged));
            return new Share(Math.max(0, middle - half), Math.min(1, middle + half));
        }
    }
}
