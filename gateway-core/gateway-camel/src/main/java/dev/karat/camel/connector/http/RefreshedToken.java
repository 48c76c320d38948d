package dev.karat.camel.connector.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.TokenRequest.Granted;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * The token of somebody who once allowed the access. Many vendors take a refresh token only once and answer with the next
 * one, so that is durable before anything is done with what came along; whoever uses the same account, in this process or
 * on another node, goes on from there. Safe for use by several threads.
 */
final class RefreshedToken implements AccessToken {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What is kept. */
    private record Kept(String refresh, String access, Instant renewAt) {
        static @Nullable Kept read(String text) {
            try {
                JsonNode node = JSON.readTree(text);
                return new Kept(
                        node.path("refresh").asText(),
                        node.path("access").asText(),
                        Instant.parse(node.path("renewAt").asText()));
            } catch (JsonProcessingException | DateTimeException unreadable) {
                return null;
            }
        }

        String write() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("refresh", refresh)
                    .put("access", access)
                    .put("renewAt", renewAt.toString())
                    .toString();
        }

        /** Nothing of it may be shown. */
        @Override
        public String toString() {
            return "Kept[until " + renewAt + "]";
        }
    }

    private final TokenRequest request;
    private final String first;
    private final String name;
    private final TokenKeeper keeper;
    private final Clock clock;
    private volatile @Nullable Kept kept;
    private volatile String refused = "";
    private @Nullable Kept unsaved;

    /**
     * @param first token that the connection was given; another one begins anew
     * @param account what else tells whose tokens these are
     */
    RefreshedToken(TokenRequest request, String first, String account, TokenKeeper keeper, Clock clock) {
        this.request = request;
        this.first = first;
        this.name = "token/" + DigestUtils.sha256Hex(account + "\n" + first);
        this.keeper = keeper;
        this.clock = clock;
    }

    @Override
    public String value() {
        Kept now = kept;
        if (now == null || !isGood(now)) {
            // One at a time for all connections: a token that two show at once is lost to one of them.
            synchronized (keeper) {
                now = renewed();
                kept = now;
            }
        }
        return now.access();
    }

    @Override
    public boolean renew() {
        Kept now = kept;
        if (now != null) {
            refused = now.access();
        }
        return now != null;
    }

    private boolean isGood(Kept token) {
        return clock.instant().isBefore(token.renewAt()) && !token.access().equals(refused);
    }

    private Kept renewed() {
        if (unsaved != null) {
            return save(unsaved);
        }
        Kept known = stored();
        if (known != null && isGood(known)) {
            return known;
        }
        String shown = known == null ? first : known.refresh();
        try {
            return exchanged(shown);
        } catch (GatewayException failed) {
            Kept later = failed.code() == ErrorCode.VENDOR_UNAUTHORIZED ? stored() : null;
            if (later == null || later.refresh().equals(shown)) {
                throw failed;
            }
            // Another node was faster, and this one showed what was worth nothing any more.
            return isGood(later) ? later : exchanged(later.refresh());
        }
    }

    private Kept exchanged(String shown) {
        Granted granted = request.forRefresh(shown);
        String next = granted.refresh() == null ? shown : granted.refresh();
        return save(new Kept(next, granted.access(), granted.renewAt()));
    }

    private Kept save(Kept token) {
        // Until it is durable, this process is the only one that knows it.
        unsaved = token;
        keeper.write(name, token.write());
        unsaved = null;
        return token;
    }

    private @Nullable Kept stored() {
        return keeper.read(name).map(Kept::read).orElse(null);
    }
}
