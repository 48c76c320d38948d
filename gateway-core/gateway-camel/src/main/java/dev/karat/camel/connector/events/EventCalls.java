package dev.karat.camel.connector.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.EventsSpec;
import dev.karat.camel.connector.spec.StreamSpec;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber to a vendor's events asks of the connection that reads and writes: its credential, who it is, and the
 * records that events tell of. Calls block. Safe for several threads.
 */
public final class EventCalls {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Of a record; vendors also name all records of a kind by a part of an id and an asterisk. */
    private static final Pattern ID = Pattern.compile("[\\w-]{1,100}");

    private final EventsSpec spec;
    private final StreamSpec stream;
    private final VendorHttp http;
    private final Connection connection;

    public EventCalls(EventsSpec spec, StreamSpec stream, VendorHttp http, Connection connection) {
        this.spec = spec;
        this.stream = stream;
        this.http = http;
        this.connection = connection;
    }

    /** Name of the stream of the records. */
    public String stream() {
        return stream.name();
    }

    /** Records of one call, at most. */
    public int size() {
        return spec.size();
    }

    /** After so long without an event the connection is made anew. */
    public Duration silence() {
        return spec.silence();
    }

    /** Where the events come from; throws CONFIG_INVALID if that is no address with a host. */
    public URI url() {
        String text = connection.required(spec.url());
        try {
            URI url = URI.create(text);
            if (url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException noAddress) {
            // Told below.
        }
        throw new GatewayException(ErrorCode.CONFIG_INVALID, "The address of the events is no web address");
    }

    /** What is subscribed to. */
    public String topic() {
        return connection.required(spec.topic());
    }

    /** Where calls go to. */
    public String instance() {
        return http.origin();
    }

    /** The token of the session that calls are made with. */
    public String accessToken() {
        return http.accessToken();
    }

    /** Lets the next token be another one. */
    public void renew() {
        http.renew();
    }

    /** The vendor's id of the account. */
    public String tenant() {
        JsonNode id = http.call(Call.of(spec.tenant(), Map.of())).json().at(spec.tenantAt());
        if (!id.isTextual()) {
            throw new GatewayException(
                    ErrorCode.VENDOR_ANSWER_MALFORMED, "The answer does not tell the id of the account");
        }
        return id.textValue();
    }

    /**
     * What an event tells.
     *
     * @param event its JSON; one that cannot be read stands for changes that could not be told
     * @param place where the events go on after it
     */
    public ToldChange told(String event, String place) {
        JsonNode json = json(event);
        Set<String> ids = new LinkedHashSet<>();
        json.at(spec.ids()).forEach(id -> ids.add(id.asText()));
        JsonNode at = json.at(spec.at());
        boolean lost = ids.isEmpty()
                || (spec.lost() != null && spec.lost().test(json))
                || !ids.stream().allMatch(id -> ID.matcher(id).matches());
        return new ToldChange(
                ids, at.canConvertToLong() && at.isNumber() ? Instant.ofEpochMilli(at.asLong()) : null, lost, place);
    }

    private static JsonNode json(@Nullable String event) {
        try {
            return event == null ? MissingNode.getInstance() : JSON.readTree(event);
        } catch (JsonProcessingException broken) {
            return MissingNode.getInstance();
        }
    }

    /** The records of these ids as rows of the stream; what is not among them is gone. */
    public List<JsonNode> read(Collection<String> ids) {
        var rows = new ArrayList<JsonNode>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += spec.size()) {
            String some = String.join(",", all.subList(from, Math.min(all.size(), from + spec.size())));
            JsonNode list =
                    http.call(Call.of(spec.read(), Map.of("ids", some))).json().at(stream.list());
            if (!list.isArray()) {
                // An empty list would make all of them gone.
                throw new GatewayException(
                        ErrorCode.VENDOR_ANSWER_MALFORMED, "The answer holds no list of " + stream.name());
            }
            list.forEach(rows::add);
        }
        return rows;
    }
}
