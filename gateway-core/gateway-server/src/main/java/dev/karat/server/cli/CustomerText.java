package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.StringJoiner;

/** One customer as text for people, in lines of at most {@link #WIDTH} characters. */
final class CustomerText {
    static final int WIDTH = 110;

    /** Where the second column begins. */
    private static final int NAMES = 20;

    private static final int VALUE_MAX = 60;

    private final PrintWriter out;

    CustomerText(PrintWriter out) {
        this.out = out;
    }

    void print(JsonNode customer) {
        out.println("Customer " + customer.path("id").asText() + ": "
                + customer.path("status").asText().toLowerCase(Locale.ROOT) + ", version "
                + customer.path("version").asLong() + " of " + time(customer.path("changedAt")));
        if (customer.hasNonNull("redirectedFrom")) {
            out.println(customer.path("redirectedFrom").asText() + " was merged into it");
        }
        if (!customer.path("current").asBoolean()) {
            out.println("Its values were decided by other rules than those of now, which are told here");
        }
        section("Values", customer.path("values"));
        customer.path("values").forEach(this::value);
        section("Records", customer.path("records"));
        customer.path("records").forEach(this::record);
        section("Targets", customer.path("targets"));
        customer.path("targets").forEach(this::target);
        section("Dead letters", customer.path("deadLetters"));
        customer.path("deadLetters").forEach(this::letter);
        section("Events", customer.path("events"));
        if (customer.path("eventsLeftOut").asInt() > 0) {
            out.println("  " + customer.path("eventsLeftOut").asInt() + " older ones are not shown");
        }
        customer.path("events").forEach(this::event);
    }

    private void section(String title, JsonNode rows) {
        out.println();
        out.println(title + (rows.isEmpty() ? ": none" : ""));
    }

    private void value(JsonNode value) {
        line(
                "  " + value.path("attribute").asText(),
                value.hasNonNull("value") ? cut(plain(value.path("value"))) : "(nobody says one)");
        if (!value.path("held").isEmpty()) {
            var held = new StringJoiner(", ");
            value.path("held").forEach(claim -> held.add(key(claim.path("record"))));
            line("", "of " + held + " (" + value.path("rule").asText() + "), said at " + time(value.at("/held/0/at")));
        }
        value.path("receivedBy")
                .forEach(one -> line(
                        "",
                        "received by " + one.path("target").asText() + ":"
                                + one.path("id").asText() + " at " + time(one.path("at"))));
        value.path("lost").forEach(lost -> {
            line("    lost", cut(plain(lost.path("value"))) + " of " + key(lost.path("record")));
            line("", lost.path("because").asText());
        });
    }

    private void record(JsonNode record) {
        line(
                "  " + key(record),
                (record.path("deleted").asBoolean() ? "deleted there, " : "")
                        + (record.hasNonNull("modifiedAt")
                                ? "changed at " + time(record.path("modifiedAt")) + ", "
                                : "")
                        + "seen at " + time(record.path("observedAt")));
        if (!record.path("echoes").isEmpty()) {
            line("", "holds what Karat wrote: " + words(record.path("echoes")));
        }
    }

    private void target(JsonNode target) {
        line(
                "  " + target.path("target").asText(),
                target.path("phase").asText().toLowerCase(Locale.ROOT)
                        + (target.path("open").asBoolean() ? ", open" : ", closed")
                        + (target.hasNonNull("note")
                                ? ". " + target.path("note").asText()
                                : ""));
        for (JsonNode delivery : target.path("deliveries")) {
            line(
                    "    " + (delivery.hasNonNull("id") ? delivery.path("id").asText() : "(new)"),
                    delivery.path("status").asText().toLowerCase(Locale.ROOT) + " since " + time(delivery.path("at"))
                            + ". " + delivery.path("because").asText());
            if (!delivery.path("written").isEmpty()) {
                line("", "written: " + words(delivery.path("written")));
            }
            if (!delivery.path("differing").isEmpty()) {
                line("", "differs: " + words(delivery.path("differing")));
            }
            if (delivery.hasNonNull("error")) {
                line(
                        "",
                        delivery.path("error").asText() + ": "
                                + delivery.path("fix").asText());
            }
            if (delivery.hasNonNull("nextAttemptAt")) {
                line("", "next try at " + time(delivery.path("nextAttemptAt")));
            }
        }
    }

    private void letter(JsonNode letter) {
        line(
                "  " + letter.path("id").asLong() + " " + letter.path("system").asText(),
                time(letter.path("at")) + "  " + letter.path("code").asText() + ": "
                        + letter.path("message").asText() + " ("
                        + letter.path("origin").asText() + ")");
        line("", letter.path("fix").asText());
    }

    private void event(JsonNode event) {
        String by = event.hasNonNull("by") ? " (by " + event.path("by").asText() + ")" : "";
        line("  " + time(event.path("at")), event.path("text").asText() + by, 24);
    }

    private void line(String name, String text) {
        line(name, text, NAMES);
    }

    /** Two columns; what is too long for the second goes on below it. */
    private void line(String name, String text, int column) {
        String left = name;
        if (left.length() >= column) {
            out.println(left);
            left = "";
        }
        var rest = new StringBuilder(text);
        do {
            int end = breakAt(rest, WIDTH - column);
            out.println((left + " ".repeat(column - left.length()) + rest.substring(0, end)).stripTrailing());
            rest.delete(0, end);
            while (!rest.isEmpty() && rest.charAt(0) == ' ') {
                rest.deleteCharAt(0);
            }
            left = "";
        } while (!rest.isEmpty());
    }

    private static int breakAt(CharSequence text, int max) {
        if (text.length() <= max) {
            return text.length();
        }
        for (int i = max; i > 0; i--) {
            if (text.charAt(i) == ' ') {
                return i;
            }
        }
        return max;
    }

    /** A text, texts parted by commas, or the parts of a block. */
    static String plain(JsonNode value) {
        if (value.isNull()) {
            return "(cleared)";
        }
        if (!value.isContainerNode()) {
            return value.asText();
        }
        if (value.has("streetAddress") || value.has("locality")) {
            return address(value);
        }
        var parts = new StringJoiner(value.isArray() && value.path(0).isObject() ? "; " : ", ");
        value.forEach(part -> parts.add(plain(part)));
        return parts.toString();
    }

    private static String address(JsonNode address) {
        var parts = new StringJoiner(", ");
        Attribute.ADDRESS.components().stream()
                .filter(address::has)
                .forEach(component -> parts.add(address.path(component).asText()));
        return parts.toString();
    }

    static String cut(String text) {
        return text.length() <= VALUE_MAX ? text : text.substring(0, VALUE_MAX - 3) + "...";
    }

    private static String words(JsonNode names) {
        var words = new StringJoiner(", ");
        names.forEach(name -> words.add(name.asText()));
        return words.toString();
    }

    /** To the second: what follows is for machines. */
    private static String time(JsonNode at) {
        String text = at.asText();
        int fraction = text.indexOf('.');
        return fraction < 0 ? text : text.substring(0, fraction) + "Z";
    }

    private static String key(JsonNode key) {
        return key.path("system").asText() + ":" + key.path("id").asText();
    }
}
