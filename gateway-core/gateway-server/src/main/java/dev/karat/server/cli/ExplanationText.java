package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.StringJoiner;

/** What the API explains, as text for people. */
final class ExplanationText {
    private final PrintWriter out;

    ExplanationText(PrintWriter out) {
        this.out = out;
    }

    void why(JsonNode why) {
        String first = key(why.at("/first/record"));
        String second = key(why.at("/second/record"));
        boolean together = why.path("together").asBoolean();
        out.println(first + " and " + second + " are "
                + (together
                        ? "one customer, " + why.at("/first/customer").asText()
                        : "two customers, " + why.at("/first/customer").asText("none") + " and "
                                + why.at("/second/customer").asText("none")));
        out.println(why.path("because").asText());
        if (why.path("evidence").isObject()) {
            evidence(why.path("evidence"), "  ");
            thresholds(why.path("model"));
        }
        if (why.path("path").size() > 1) {
            out.println("Link by link:");
            why.path("path").forEach(this::link);
        }
        why.path("refused").forEach(this::apart);
    }

    void how(JsonNode how) {
        out.println("Customer " + how.path("id").asText() + ": "
                + how.path("records").asInt() + " records");
        for (JsonNode step : how.path("steps")) {
            JsonNode link = step.path("link");
            out.println();
            out.println(step.path("step").asInt() + ". "
                    + side(link.path("first"), step.path("first")) + " and "
                    + side(link.path("second"), step.path("second")) + ": "
                    + reason(link.path("reason").asText()));
            evidence(link.path("evidence"), "   ");
        }
        leftOut(how.path("joinsLeftOut").asInt(), "more joins are not shown");
        how.path("apart").forEach(this::apart);
        leftOut(how.path("apartLeftOut").asInt(), "more refusals are not shown");
        how.path("followers")
                .forEach(record -> out.println(key(record) + " holds what Karat wrote there, and follows the profile"));
        thresholds(how.path("model"));
    }

    private void leftOut(int count, String what) {
        if (count > 0) {
            out.println(count + " " + what);
        }
    }

    private static String side(JsonNode record, JsonNode group) {
        int others = group.path("records").asInt() - 1;
        String with = others == 0 ? "" : " with " + others + (others == 1 ? " other" : " others");
        return key(record)
                + with
                + (group.hasNonNull("step") ? " (step " + group.path("step").asInt() + ")" : "");
    }

    private static String reason(String reason) {
        return switch (reason) {
            case "EQUAL" -> "they say exactly the same";
            case "STEWARD" -> "a steward said that they are one customer";
            default -> "linked";
        };
    }

    private void link(JsonNode link) {
        out.printf(
                Locale.ROOT,
                "  %s and %s: %s, %.1f bits%n",
                key(link.path("first")),
                key(link.path("second")),
                reason(link.path("reason").asText()),
                link.at("/evidence/weight").asDouble());
    }

    private void apart(JsonNode apart) {
        out.println();
        out.printf(
                Locale.ROOT,
                "Kept apart: %s and %s of customer %s (%.1f bits)%n",
                key(apart.path("record")),
                key(apart.path("other")),
                apart.path("otherCustomer").asText(),
                apart.at("/evidence/weight").asDouble());
        out.println("  " + apart.path("because").asText());
    }

    private void evidence(JsonNode evidence, String indent) {
        out.println(indent + broughtTogether(evidence));
        new Waterfall(out, indent).print(evidence);
    }

    private static String broughtTogether(JsonNode evidence) {
        if (!evidence.path("keys").isEmpty()) {
            return "Brought together by: " + words(evidence.path("keys"));
        }
        if (evidence.path("equal").asBoolean()) {
            return "Brought together by: they say the same";
        }
        return evidence.path("crowdedKeys").isEmpty()
                ? "No key brings them together"
                : "Too many have what would bring them together: " + words(evidence.path("crowdedKeys"));
    }

    private void thresholds(JsonNode model) {
        out.printf(
                Locale.ROOT,
                "Model %s: links from %.1f bits, a person looks from %.1f%n",
                model.path("version").asText(),
                model.path("linkAt").asDouble(),
                model.path("reviewAt").asDouble());
    }

    private static String words(JsonNode names) {
        var words = new StringJoiner(", ");
        names.forEach(name -> words.add(name.asText().toLowerCase(Locale.ROOT).replace('_', ' ')));
        return words.toString();
    }

    private static String key(JsonNode key) {
        return key.path("system").asText() + ":" + key.path("id").asText();
    }
}
