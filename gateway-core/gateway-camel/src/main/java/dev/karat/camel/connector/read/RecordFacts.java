package dev.karat.camel.connector.read;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.camel.connector.spec.AdditionSpec;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.MergedSpec;
import dev.karat.camel.connector.spec.Places;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.StreamSpec.StateSpec;
import dev.karat.camel.connector.spec.StreamSpec.VersionSpec;
import dev.karat.camel.connector.spec.Template;
import dev.karat.engine.mapping.Condition;
import dev.karat.engine.mapping.Instants;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells id, version, time and state of a stream's rows; the same for rows that were polled, pushed or kept. Immutable.
 */
public final class RecordFacts {
    private final StreamSpec stream;
    private final JsonPointer id;
    private final Places version;
    private final Places modifiedAt;
    private final boolean instant;
    private final @Nullable DateTimeFormatter format;
    private final @Nullable Condition deleted;
    private final ZoneId zone;

    /**
     * @param zone zone of times that are written without one
     * @throws GatewayException CONFIG_INVALID if a setting of the connection is missing or no pattern
     */
    public RecordFacts(StreamSpec stream, Connection connection, ZoneId zone) {
        this.stream = stream;
        this.zone = zone(stream.zone(), connection, zone);
        JsonPointer place = pointer(stream.id(), connection);
        if (place == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The connection lacks a setting for " + stream.id());
        }
        this.id = place;
        VersionSpec declared = stream.version();
        this.version = places(declared == null ? List.of() : declared.at(), connection);
        this.modifiedAt = places(stream.modifiedAt(), connection);
        this.instant = declared != null && isInstant(declared, connection);
        this.format = declared == null ? null : format(declared.format(), connection);
        this.deleted = deleted(stream.deleted(), connection);
    }

    private static boolean isInstant(VersionSpec declared, Connection connection) {
        String as = String.valueOf(declared.as().render(connection.values()));
        return switch (as) {
            case "instant" -> true;
            case "number" -> false;
            default ->
                throw new GatewayException(
                        ErrorCode.CONFIG_INVALID, "A version is an instant or a number: " + declared.as());
        };
    }

    private static @Nullable Condition deleted(@Nullable StateSpec state, Connection connection) {
        JsonPointer at = state == null ? null : pointer(state.at(), connection);
        if (state == null || at == null) {
            return null;
        }
        String among = state.among() == null ? null : state.among().render(connection.values());
        if (among == null) {
            return state.when().at(at);
        }
        return new Condition(at, among.equals("*") ? List.of() : List.of(among.split(",", -1)), List.of(), false);
    }

    /** The zone that the stream or the connection names, else the given one. */
    private static ZoneId zone(@Nullable Template declared, Connection connection, ZoneId usual) {
        String name = declared == null ? null : declared.render(connection.values());
        try {
            return name == null ? usual : ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "There is no time zone " + name);
        }
    }

    private static @Nullable JsonPointer pointer(@Nullable Template template, Connection connection) {
        String text = template == null ? null : template.render(connection.values());
        try {
            return text == null ? null : JsonPointer.compile(text);
        } catch (IllegalArgumentException noPointer) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "A column of the connection is no name: " + template);
        }
    }

    /** Those of which the connection names the columns. */
    private static Places places(List<Template> templates, Connection connection) {
        try {
            return Places.of(templates.stream()
                    .map(template -> template.render(connection.values()))
                    .filter(Objects::nonNull)
                    .toList());
        } catch (IllegalArgumentException noPointer) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "A column of the connection is no name: " + templates);
        }
    }

    private static @Nullable DateTimeFormatter format(@Nullable Template template, Connection connection) {
        String text = template == null ? null : template.render(connection.values());
        try {
            return text == null ? null : DateTimeFormatter.ofPattern(text, Locale.ROOT);
        } catch (IllegalArgumentException noPattern) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The form of times is no pattern of java.time");
        }
    }

    /** Zone of times in rows that are written without one. */
    public ZoneId zone() {
        return zone;
    }

    /** True if the row does not say its version, without which it is not taken. */
    public boolean lacksVersion(VendorRecord row) {
        VersionSpec declared = stream.version();
        return declared != null && declared.required() && row.token() == Stamp.NO_TOKEN;
    }

    /** True if the row belongs to the stream. */
    public boolean belongs(JsonNode row) {
        return stream.where().stream().allMatch(condition -> condition.test(row));
    }

    /** True if the stream's lists show rows in short. */
    public boolean listsStubs() {
        return stream.each() != null || stream.with().stream().anyMatch(addition -> addition.request() != null);
    }

    /** What is added to a row before it is looked at. */
    List<AdditionSpec> additions() {
        return stream.with();
    }

    /** Ids of the records that were merged into the row, and are therefore gone. */
    public List<String> merged(JsonNode row) {
        MergedSpec declared = stream.merged();
        if (declared == null) {
            return List.of();
        }
        String own = id(row);
        return declared.ids(row).stream()
                .filter(id -> RecordKey.isId(id) && !id.equals(own))
                .toList();
    }

    /** What the row tells. */
    public VendorRecord of(JsonNode row) {
        return new VendorRecord(id(row), token(row), time(row, modifiedAt), deleted != null && deleted.test(row), row);
    }

    private @Nullable String id(JsonNode row) {
        JsonNode node = row.at(id);
        String name = node.isValueNode() && !node.isNull() ? node.asText().strip() : "";
        return RecordKey.isId(name) ? name : null;
    }

    private long token(JsonNode row) {
        VersionSpec declared = stream.version();
        if (declared == null || version.isEmpty()) {
            return Stamp.NO_TOKEN;
        }
        if (instant) {
            Instant time = time(row, version);
            return time == null ? Stamp.NO_TOKEN : micros(time);
        }
        return version.in(row)
                .filter(number -> number.canConvertToLong() || number.isTextual())
                .mapToLong(number -> number.asLong(Stamp.NO_TOKEN))
                .max()
                .orElse(Stamp.NO_TOKEN);
    }

    /** Also of the year 9999, which many systems write for never, and to which nanoseconds do not reach. */
    public static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    private @Nullable Instant time(JsonNode row, Places places) {
        return places.in(row)
                .map(node -> time(node.asText()))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private @Nullable Instant time(String text) {
        return format == null ? Instants.parse(text, zone) : Instants.parse(text, format, zone);
    }
}
