package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The weight of a pair as it adds up, line by line, with a bar from where each line starts to where it leads. */
final class Waterfall {
    /** Characters of the bars. */
    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final String indent;

    Waterfall(PrintWriter out, String indent) {
        this.out = out;
        this.indent = indent;
    }

    /** @param evidence what the API says of a comparison */
    void print(JsonNode evidence) {
        List<Double> sums = new ArrayList<>(List.of(0.0));
        for (JsonNode line : evidence.path("lines")) {
            sums.add(sums.get(sums.size() - 1) + line.path("weight").asDouble());
        }
        double least = sums.stream().mapToDouble(sum -> sum).min().orElse(0);
        double most = sums.stream().mapToDouble(sum -> sum).max().orElse(0);
        int at = 0;
        for (JsonNode line : evidence.path("lines")) {
            double from = sums.get(at++);
            double to = sums.get(at);
            out.printf(
                    Locale.ROOT,
                    "%s%+7.1f %7.1f  |%s|  %s%n",
                    indent,
                    line.path("weight").asDouble(),
                    to,
                    bar(place(from, least, most), place(to, least, most)),
                    line.path("text").asText());
        }
        out.printf(
                Locale.ROOT,
                "%s%15.1f bits, probability %.4f: %s%n",
                indent,
                evidence.path("weight").asDouble(),
                evidence.path("probability").asDouble(),
                evidence.path("decision").asText());
    }

    private static int place(double value, double least, double most) {
        return most == least ? 0 : (int) Math.round((value - least) / (most - least) * WIDTH);
    }

    private static String bar(int from, int to) {
        int start = Math.min(from, to);
        int length = Math.abs(to - from);
        return " ".repeat(start) + (to < from ? "-" : "+").repeat(length) + " ".repeat(WIDTH - start - length);
    }
}
