package dev.karat.camel.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.SystemCalls;
import dev.karat.camel.connector.read.Sample;
import dev.karat.camel.connector.read.VendorRecord;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.system.ConnectedSystem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The first rows of one stream, as they would be taken in. Used once. */
final class StreamLook {
    /** Enough to see whether the mapping fits, and little for a vendor that shows each record by a call of its own. */
    private static final int ROWS = 5;

    private static final int SAMPLES = 2;

    /** As the rest of the product masks values. */
    private static final String MASKED = "***";

    /** The vendor's clock may be a little ahead of what its Date said. */
    private static final Duration FUTURE = Duration.ofMinutes(5);

    private static final Pattern WITH_ZONE = Pattern.compile(".*(?:[zZ]|[+-]\\d{2}:?\\d{2}|GMT|UTC)|\\d+(?:\\.\\d+)?");

    private final ConnectedSystem system;
    private final StreamSpec stream;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Integer> fields = new TreeMap<>();
    private final List<Map<String, String>> samples = new ArrayList<>();
    private @Nullable GatewayException unmapped;
    private int withoutId;

    StreamLook(ConnectedSystem system, StreamSpec stream) {
        this.system = system;
        this.stream = stream;
    }

    String part() {
        return "stream " + stream.name();
    }

    List<Finding> findings() {
        return findings;
    }

    /** Throws what the vendor says. */
    SeenStream at(SystemCalls rest) {
        Sample sample = rest.sample(stream.name(), ROWS);
        Instant newest = null;
        String zoneless = null;
        for (JsonNode row : sample.records()) {
            VendorRecord record = system.facts(stream.name()).of(row);
            withoutId += record.id() == null ? 1 : 0;
            Instant modified = record.modifiedAt();
            newest = modified != null && (newest == null || modified.isAfter(newest)) ? modified : newest;
            zoneless = zoneless == null ? zoneless(row) : zoneless;
            map(record);
        }
        told(sample);
        zone(newest, zoneless, sample.at());
        return new SeenStream(stream.name(), sample.records().size(), sample.total(), fields, samples);
    }

    private void map(VendorRecord record) {
        if (stream.mapping() == null || record.deleted()) {
            return;
        }
        try {
            CustomerData data = system.mapping(stream.name()).toCanonical(record.payload(), system.context());
            var masked = new LinkedHashMap<String, String>();
            data.attributes().forEach(attribute -> {
                fields.merge(attribute.path(), 1, Integer::sum);
                masked.put(attribute.path(), MASKED);
            });
            if (samples.size() < SAMPLES) {
                samples.add(masked);
            }
        } catch (GatewayException failed) {
            unmapped = failed;
        }
    }

    private void told(Sample sample) {
        int rows = sample.records().size();
        String total = sample.total() == null ? "" : " of " + sample.total();
        String held = fields.entrySet().stream()
                .map(field -> field.getKey() + " " + field.getValue())
                .collect(Collectors.joining(", "));
        findings.add(
                sample.listed() == 0
                        ? Finding.notice(
                                part(), "It can be read, and is empty", "Look whether the vendor has records at all.")
                        : Finding.ok(part(), "It can be read; " + rows + total + " rows were looked at" + says(held)));
        if (withoutId > 0) {
            findings.add(wrong(
                    ErrorCode.RECORD_WITHOUT_KEY, withoutId + " of " + rows + " rows have no id at " + stream.id()));
        }
        if (unmapped != null) {
            findings.add(wrong(unmapped.code(), "A row cannot be mapped: " + unmapped.getMessage()));
        }
    }

    private static String says(String held) {
        return held.isEmpty() ? "" : ", of which say something: " + held;
    }

    private Finding wrong(ErrorCode code, String message) {
        return new Finding(Finding.State.FAILED, part(), message, code, code.fix());
    }

    private void zone(@Nullable Instant newest, @Nullable String zoneless, Instant vendorNow) {
        String zone = system.context().zone().getId();
        if (newest != null && newest.isAfter(vendorNow.plus(FUTURE))) {
            findings.add(Finding.notice(
                    part(),
                    "A row was changed " + Duration.between(vendorNow, newest).toMinutes()
                            + " minutes from now, by the vendor's own clock",
                    zoneless == null
                            ? "Look at the clock and zone that are set at the vendor."
                            : "Its times bear no zone and are read as " + zone
                                    + ". Set gateway.timezone to the zone of the vendor's account."));
        } else if (zoneless != null) {
            findings.add(Finding.notice(
                    part(),
                    "Its times bear no zone and are read as " + zone,
                    "Set gateway.timezone if the vendor's account has another one."));
        }
    }

    /** The time of a row as it is written, if it bears no zone. The form of a time is nothing personal. */
    private @Nullable String zoneless(JsonNode row) {
        String text = stream.modifiedAt().stream()
                .map(place -> place.render(system.connection().values()))
                .filter(Objects::nonNull)
                .map(row::at)
                .filter(time -> time.isValueNode() && !time.isNull())
                .map(JsonNode::asText)
                .findFirst()
                .orElse("");
        return text.isEmpty() || WITH_ZONE.matcher(text).matches() ? null : text;
    }
}
