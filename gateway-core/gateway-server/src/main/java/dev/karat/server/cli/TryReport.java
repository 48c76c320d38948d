package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Trial;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.match.KeyKind;
import dev.karat.engine.match.MatchDecision;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Refusal;
import dev.karat.engine.match.SharedKeys;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.StoredGolden;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells what would become of a record: lines for people, then the same as one line of JSON. */
final class TryReport {
    /** Candidates that are explained, at most; the strongest come first. */
    private static final int EXPLAINED_MAX = 10;

    private final PrintWriter out;
    private final ObjectNode json = Output.result(true);

    TryReport(PrintWriter out) {
        this.out = out;
    }

    void unreadable(IngestItem.Unreadable item) {
        out.println("The record would go to the dead letters: " + item.code() + ": " + item.message());
        out.println("fix: " + item.code().fix());
        json.put("ok", false);
        json.putNull("record");
        json.putArray("keys");
        json.putArray("candidates");
        json.putObject("decision")
                .put("outcome", "DEAD_LETTERED")
                .put("code", item.code().name())
                .put("message", item.message());
        json.putNull("golden");
        json.putArray("wouldDeliver");
        Output.last(out, json);
    }

    void result(IngestItem.Version version, Trial.Result result) {
        record(version, result);
        ArrayNode keys = json.putArray("keys");
        result.keys().forEach(key -> keys.add(key.name()));
        out.println("Brought together by: " + (result.keys().isEmpty() ? "nothing" : lower(result.keys())));
        candidates(result.candidates());
        decision(result);
        golden(result);
        writes(result.writes());
        Output.last(out, json);
    }

    private void record(IngestItem.Version version, Trial.Result result) {
        out.println("Record " + version.key() + (version.deleted() ? ", deleted at the vendor" : ""));
        values(version.data());
        ObjectNode record = json.putObject("record");
        key(record, version.key()).put("deleted", version.deleted());
        record.set("data", CustomerDataJson.toNode(version.data()));
        ArrayNode echoes = record.putArray("echoes");
        if (result.record() != null) {
            result.record().echoes().attributes().stream()
                    .map(Attribute::path)
                    .sorted()
                    .forEach(echoes::add);
        }
    }

    private void candidates(List<Trial.Candidate> candidates) {
        ArrayNode array = json.putArray("candidates");
        out.println("Compared with " + candidates.size() + " records"
                + (candidates.size() > EXPLAINED_MAX ? ", of which the strongest are shown" : ""));
        for (Trial.Candidate candidate : candidates.subList(0, Math.min(EXPLAINED_MAX, candidates.size()))) {
            MatchExplanation why = candidate.explanation();
            String decision = why.score().decision().name();
            out.printf(
                    Locale.ROOT,
                    "  %-8s %6.1f bits (%.3f) %s in %s%n",
                    decision,
                    why.score().weight(),
                    why.score().probability(),
                    candidate.other().key(),
                    candidate.other().goldenId());
            ObjectNode entry = array.addObject();
            key(entry, candidate.other().key())
                    .put("golden", candidate.other().goldenId())
                    .put("decision", decision)
                    .put("weight", rounded(why.score().weight()))
                    .put("probability", rounded(why.score().probability()));
            sharedKeys(entry, candidate.keys());
            refusal(entry, candidate.refusal());
            ArrayNode lines = entry.putArray("because");
            for (MatchExplanation.Line line : why.lines()) {
                out.printf(Locale.ROOT, "           %+6.1f %-16s %s%n", line.weight(), line.comparison(), line.text());
                lines.addObject()
                        .put("comparison", line.comparison())
                        .put("level", line.level())
                        .put("weight", rounded(line.weight()))
                        .put("text", line.text());
            }
        }
    }

    private void sharedKeys(ObjectNode entry, SharedKeys shared) {
        ArrayNode keys = entry.putArray("keys");
        List<KeyKind> sorted = shared.effective().stream().sorted().toList();
        sorted.forEach(key -> keys.add(key.name()));
        out.println("           brought together by: " + (sorted.isEmpty() ? "they say the same" : lower(sorted)));
    }

    private void refusal(ObjectNode entry, @Nullable Refusal refusal) {
        if (refusal == null) {
            entry.putNull("keptApartBy");
        } else {
            entry.put("keptApartBy", refusal.guard());
            out.println("           kept apart: " + refusal.text());
        }
    }

    private void decision(Trial.Result result) {
        MatchModel model = result.model();
        String becomes = becomes(result);
        out.printf(
                Locale.ROOT,
                "Decision: %s (%s; links from %.1f bits, a person looks from %.1f)%n",
                becomes,
                result.outcome(),
                model.linkWeight(),
                model.reviewWeight());
        ObjectNode decision = json.putObject("decision")
                .put("outcome", result.outcome().name())
                .put("becomes", becomes)
                .put("model", model.version())
                .put("linkAt", rounded(model.linkWeight()))
                .put("reviewAt", rounded(model.reviewWeight()))
                .put(
                        "review",
                        result.candidates().stream()
                                .anyMatch(one -> one.explanation().score().decision() == MatchDecision.REVIEW));
        ArrayNode merged = decision.putArray("merged");
        result.merged().forEach(merged::add);
    }

    /** What the record is to the profiles that exist. */
    private static String becomes(Trial.Result result) {
        if (result.record() == null) {
            return "nothing is stored";
        }
        if (result.golden() == null) {
            return "no profile";
        }
        if (result.minted()) {
            return "a new profile";
        }
        return result.merged().isEmpty() ? "part of a profile" : "the link that merges profiles";
    }

    private void golden(Trial.Result result) {
        StoredGolden golden = result.golden();
        if (golden == null) {
            json.putNull("golden");
            return;
        }
        out.println("Profile " + (result.minted() ? "(new)" : golden.id()) + " of "
                + result.members().size() + " records");
        values(golden.profile().data());
        ObjectNode node = json.putObject("golden");
        // The id of a new profile is drawn when it is stored.
        node.put("id", result.minted() ? null : golden.id())
                .put("status", golden.status().name());
        ArrayNode members = node.putArray("records");
        result.members().forEach(member -> key(members.addObject(), member.key()));
        node.setAll(CustomerDataJson.profileNode(golden.profile()));
    }

    private void writes(List<Trial.Write> writes) {
        ArrayNode array = json.putArray("wouldDeliver");
        out.println(writes.isEmpty() ? "Nothing would be delivered" : "Would be delivered:");
        writes.stream()
                .sorted(Comparator.comparing(write -> write.state().target()))
                .forEach(write -> {
                    CustomerData values = changes(write);
                    boolean creation = write.state().externalId().isEmpty();
                    String phase = write.phase().name().toLowerCase(Locale.ROOT);
                    out.println("  " + write.state().target() + ": "
                            + (creation
                                    ? "a new record"
                                    : "record " + write.state().externalId()) + " (phase " + phase + ")");
                    values(values);
                    array.addObject()
                            .put("target", write.state().target())
                            .put("operation", creation ? "create" : "update")
                            .put("externalId", creation ? null : write.state().externalId())
                            .put("phase", phase)
                            .set("values", CustomerDataJson.toNode(values));
                });
    }

    /** What the target does not hold yet. */
    private static CustomerData changes(Trial.Write write) {
        var there = write.there() == null ? CustomerData.empty() : write.there().data();
        CustomerData desired = write.state().desired();
        return desired.only(attribute -> !Objects.equals(desired.get(attribute), there.get(attribute)));
    }

    private void values(CustomerData data) {
        CustomerDataJson.toNode(data)
                .properties()
                .forEach(entry -> out.printf("    %-18s %s%n", entry.getKey(), entry.getValue()));
    }

    private static ObjectNode key(ObjectNode into, RecordKey key) {
        return into.put("system", key.system()).put("entity", key.entity()).put("id", key.id());
    }

    private static String lower(Iterable<? extends Enum<?>> names) {
        var words = new StringBuilder();
        names.forEach(name -> words.append(words.isEmpty() ? "" : ", ")
                .append(name.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        return words.toString();
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
