package dev.karat.engine.match;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Match models as JSON. Writing a model and reading it again gives the same decisions. */
public final class ModelJson {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final long FILE_BYTES_MAX = 64L << 20;

    private ModelJson() {}

    public static String write(MatchModel model) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", model.version());
        root.put("normalizer", Features.VERSION);
        root.put("linkAt", model.linkAt());
        root.put("reviewAt", model.reviewAt());
        root.put("keyCap", model.keyCap());
        Guards guards = model.guards();
        root.putObject("guards")
                .put("membersMax", guards.membersMax())
                .put("membersAlarm", guards.membersAlarm())
                .put("step", guards.step())
                .put("bridge", guards.bridge())
                .put("pairFloor", guards.pairFloor())
                .put("conflict", guards.conflict())
                .put("contradicted", guards.contradicted())
                .put("sure", guards.sure());
        var identifiers = root.putArray("identifiers");
        for (IdentifierRule rule : model.identifiers()) {
            ObjectNode node = identifiers.addObject();
            node.put("attribute", rule.comparison().path());
            node.put("decisive", rule.decisive());
            node.put("bearersMax", rule.bearersMax());
            var blocked = node.putArray("blocked");
            rule.blocked().forEach(pattern -> blocked.add(pattern.pattern()));
        }
        weights(model.person(), root.putObject("person"));
        weights(model.organization(), root.putObject("organization"));
        frequencies(model.frequencies(), root.putObject("frequencies"));
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model under a version that is made of its content: {@code fitted-} and 16 hexadecimal digits. */
    public static MatchModel named(MatchModel fitted) {
        String version = "fitted-" + HexFormat.of().toHexDigits(Hash.of(write(fitted)));
        return fitted.fitted(version, fitted.person(), fitted.organization(), fitted.frequencies());
    }

    /**
     * Reads the file of a model. Throws {@link GatewayException} with {@code MODEL_INVALID} and what is wrong.
     *
     * @param file of at most 64 MB
     */
    public static MatchModel read(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw invalid("the file is larger than " + FILE_BYTES_MAX + " bytes", null);
            }
            return read(Files.readString(file));
        } catch (IOException unreadable) {
            boolean missing = unreadable instanceof NoSuchFileException;
            throw invalid(missing ? "there is no file " + file : file + " cannot be read", unreadable);
        }
    }

    /** Reads a model. Throws {@link GatewayException} with {@code MODEL_INVALID} and what is wrong. */
    public static MatchModel read(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            if (root.path("normalizer").asInt() != Features.VERSION) {
                throw invalid("it was made for another version of normalization; train it again", null);
            }
            JsonNode guards = field(root, "guards");
            return new MatchModel(
                    field(root, "version").asText(),
                    number(root, "linkAt"),
                    number(root, "reviewAt"),
                    (int) number(root, "keyCap"),
                    new Guards(
                            (int) number(guards, "membersMax"),
                            (int) number(guards, "membersAlarm"),
                            number(guards, "step"),
                            number(guards, "bridge"),
                            number(guards, "pairFloor"),
                            number(guards, "conflict"),
                            number(guards, "contradicted"),
                            number(guards, "sure")),
                    identifiers(field(root, "identifiers")),
                    weights(field(root, "person")),
                    weights(field(root, "organization")),
                    frequencies(field(root, "frequencies")));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        }
    }

    /** The default model: its file, and the table of frequent names. */
    static MatchModel readStandard() {
        MatchModel file = read(resource("default-1.json"));
        var frequencies = new TermFrequencies.Builder();
        for (Frequency kind : Frequency.values()) {
            frequencies.withDefault(kind, file.frequencies().defaultOf(kind));
        }
        resource("common-names.txt")
                .lines()
                .filter(line -> line.charAt(0) != '#')
                .forEach(line -> {
                    String[] parts = line.split(" ", -1);
                    Frequency kind = parts[0].equals("given_name") ? Frequency.GIVEN_NAME : Frequency.FAMILY_NAME;
                    double share = Integer.parseInt(parts[2]) / 100_000.0;
                    frequencies.put(kind, TermFrequencies.key(kind, Hash.of(parts[1])), share);
                });
        return file.fitted(file.version(), file.person(), file.organization(), frequencies.build());
    }

    private static String resource(String name) {
        try (var stream = Objects.requireNonNull(ModelJson.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void weights(PairWeights weights, ObjectNode into) {
        into.put("matchPrior", weights.matchPrior());
        into.put("sharedPrior", weights.sharedPrior());
        into.put("namesakePrior", weights.namesakePrior());
        ObjectNode comparisons = into.putObject("comparisons");
        weights.odds().forEach((comparison, levels) -> {
            ObjectNode node = comparisons.putObject(comparison.path());
            levels.forEach((level, odds) -> node.putArray(level.label())
                    .add(odds.match())
                    .add(odds.shared())
                    .add(odds.namesake())
                    .add(odds.unrelated()));
        });
    }

    private static PairWeights weights(JsonNode node) {
        Map<Comparison, Map<Level, PairWeights.Odds>> odds = new EnumMap<>(Comparison.class);
        JsonNode comparisons = field(node, "comparisons");
        for (Comparison comparison : Comparison.values()) {
            JsonNode levels = field(comparisons, comparison.path());
            Map<Level, PairWeights.Odds> of = new EnumMap<>(Level.class);
            for (Level level : comparison.levels()) {
                JsonNode four = field(levels, level.label());
                of.put(
                        level,
                        new PairWeights.Odds(
                                four.path(0).asDouble(),
                                four.path(1).asDouble(),
                                four.path(2).asDouble(),
                                four.path(3).asDouble()));
            }
            odds.put(comparison, of);
        }
        return new PairWeights(
                number(node, "matchPrior"), number(node, "sharedPrior"), number(node, "namesakePrior"), odds);
    }

    private static void frequencies(TermFrequencies frequencies, ObjectNode into) {
        ObjectNode defaults = into.putObject("defaults");
        for (Frequency kind : Frequency.values()) {
            defaults.put(kind.label(), frequencies.defaultOf(kind));
        }
        ObjectNode values = into.putObject("values");
        for (Frequency kind : Frequency.values()) {
            ObjectNode ofKind = values.putObject(kind.label());
            frequencies.values(kind).forEach((key, share) -> ofKind.put(Long.toHexString(key), share));
        }
    }

    private static TermFrequencies frequencies(JsonNode node) {
        var builder = new TermFrequencies.Builder();
        for (Frequency kind : Frequency.values()) {
            builder.withDefault(kind, number(field(node, "defaults"), kind.label()));
        }
        for (Frequency kind : Frequency.values()) {
            for (var value : node.path("values").path(kind.label()).properties()) {
                builder.put(
                        kind,
                        Long.parseUnsignedLong(value.getKey(), 16),
                        value.getValue().asDouble());
            }
        }
        return builder.build();
    }

    private static List<IdentifierRule> identifiers(JsonNode nodes) {
        var rules = new ArrayList<IdentifierRule>();
        for (JsonNode node : nodes) {
            rules.add(new IdentifierRule(
                    comparison(field(node, "attribute").asText()),
                    field(node, "decisive").asBoolean(),
                    (int) number(node, "bearersMax"),
                    patterns(node.path("blocked"))));
        }
        return rules;
    }

    private static List<Pattern> patterns(JsonNode nodes) {
        var patterns = new ArrayList<Pattern>();
        for (JsonNode node : nodes) {
            try {
                patterns.add(Pattern.compile(node.asText()));
            } catch (PatternSyntaxException e) {
                throw invalid("a blocked pattern is no regular expression: " + e.getDescription(), e);
            }
        }
        return patterns;
    }

    private static Comparison comparison(String path) {
        for (Comparison comparison : Comparison.values()) {
            if (comparison.path().equals(path)) {
                return comparison;
            }
        }
        throw new IllegalArgumentException("nothing called " + path + " is compared");
    }

    private static JsonNode field(JsonNode node, String name) {
        JsonNode field = node.path(name);
        if (field.isMissingNode()) {
            throw new IllegalArgumentException("the field " + name + " is missing");
        }
        return field;
    }

    private static double number(JsonNode node, String name) {
        JsonNode field = field(node, name);
        if (!field.isNumber()) {
            throw new IllegalArgumentException("the field " + name + " is no number");
        }
        return field.asDouble();
    }

    private static GatewayException invalid(String why, @Nullable Throwable cause) {
        return new GatewayException(ErrorCode.MODEL_INVALID, "The match model cannot be used: " + why, cause);
    }
}
