package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The preview of a target as text for people. */
final class PreviewText {
    /** Changes that are shown. */
    static final int EXAMPLES = 20;

    private final PrintWriter out;

    PreviewText(PrintWriter out) {
        this.out = out;
    }

    void print(JsonNode page, JsonNode counts, List<JsonNode> examples) {
        out.println("Target " + page.path("target").asText() + ": "
                + page.path("phase").asText().toLowerCase(Locale.ROOT)
                + (page.path("open").asBoolean() ? ", open" : ", closed"));
        page.path("notes").forEach(note -> out.println(note.asText()));
        count(counts, "creates", "records to create");
        count(counts, "updates", "records to change");
        count(counts, "withdrawals", "records to take away");
        count(counts, "emptied", "fields that lose their value");
        count(counts, "held", "held by the brake, or would be");
        count(counts, "refused", "refused by the vendor");
        count(counts, "ready", "that nothing keeps from being written now");
        if (!examples.isEmpty()) {
            out.println();
            out.println("The first " + examples.size());
        }
        examples.forEach(this::change);
    }

    private void count(JsonNode counts, String name, String what) {
        out.printf(Locale.ROOT, "%9d %s%n", counts.path(name).asLong(), what);
    }

    private void change(JsonNode change) {
        out.println("  " + change.path("goldenId").asText() + "  "
                + (change.hasNonNull("record") ? change.path("record").asText() : "(new)"));
        if (PreviewCsv.isWithdrawal(change)) {
            out.println("    " + change.path("operation").asText().toLowerCase(Locale.ROOT));
        }
        for (JsonNode field : change.path("fields")) {
            out.println("    " + field.path("attribute").asText() + ": " + value(field.path("before")) + " -> "
                    + value(field.path("after")));
        }
        for (JsonNode obstacle : change.path("obstacles")) {
            out.println("    ! " + obstacle.path("because").asText());
        }
        if (change.hasNonNull("error")) {
            out.println("    ! " + change.path("error").asText() + ": "
                    + change.path("fix").asText());
        }
    }

    private static String value(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "(nothing)" : CustomerText.cut(CustomerText.plain(value));
    }
}
