package dev.karat.server.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.resolve.MergeReview;
import dev.karat.engine.resolve.ResolveReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ResolveReport} as one HTML page that needs nothing else: it opens from a file, asks no network, and its
 * content security policy allows it no other script than its own.
 */
public final class ResolveReportPage {
    private static final List<String> SCRIPTS =
            List.of("dom.js", "charts.js", "tables.js", "pairs.js", "review.js", "page.js");
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private ResolveReportPage() {}

    /**
     * What the page says besides the report.
     *
     * @param files names of the files that were read
     * @param madeAt when the page was made
     * @param seconds what the run took until then
     */
    public record Head(List<String> files, Instant madeAt, double seconds) {
        public Head {
            files = List.copyOf(files);
        }
    }

    /**
     * The page.
     *
     * @param values of the records in the report's pairs by column, or null to show keys only; they are personal data
     * @param review what a person is asked to judge, or null
     */
    public static String render(
            ResolveReport report,
            Head head,
            @Nullable Map<RecordKey, Map<String, String>> values,
            @Nullable MergeReview review) {
        String style = resource("page.css");
        String script = SCRIPTS.stream().map(ResolveReportPage::resource).collect(Collectors.joining("\n"));
        String title =
                String.format(Locale.ROOT, "%,d records are %,d profiles - Karat", report.records(), report.profiles());
        return fill(
                resource("page.html"),
                Map.of(
                        "policy",
                        "default-src 'none'; img-src data:; style-src " + hash(style) + "; script-src " + hash(script),
                        "title",
                        title,
                        "style",
                        style,
                        "data",
                        json(report, head, values, review),
                        "script",
                        script));
    }

    /** Goes over the template once, so that nothing that is put in is taken for a place. */
    private static String fill(String template, Map<String, String> parts) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)))));
    }

    /** JSON that may stand in a script element: nothing in it ends the element or starts a comment. */
    private static String json(
            ResolveReport report,
            Head head,
            @Nullable Map<RecordKey, Map<String, String>> values,
            @Nullable MergeReview review) {
        try {
            return new ObjectMapper()
                    .writeValueAsString(new ReportJson(report, head, values, review).write())
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026")
                    .replace("\u2028", "\\u2028")
                    .replace("\u2029", "\\u2029");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of JSON can always be written", impossible);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (var stream = Objects.requireNonNull(ResolveReportPage.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
