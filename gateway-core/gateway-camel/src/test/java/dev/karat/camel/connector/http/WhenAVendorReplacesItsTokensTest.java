package dev.karat.camel.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.ZendeskTwin;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Zendesk takes a refresh token once and answers with the next one: whoever loses that has lost the access. */
class WhenAVendorReplacesItsTokensTest {
    private static final Duration EXPIRED = Duration.ofHours(3);

    /** What a store keeps, here in memory. */
    private static class Kept implements TokenKeeper {
        final Map<String, String> texts = new ConcurrentHashMap<>();
        boolean broken;

        @Override
        public Optional<String> read(String name) {
            return Optional.ofNullable(texts.get(name));
        }

        @Override
        public void write(String name, String text) {
            if (broken) {
                throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The disk is full");
            }
            texts.put(name, text);
        }
    }

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05Z");
    private final ZendeskTwin zendesk = ZendeskTwin.start(TwinSettings.of(clock));
    private final Kept kept = new Kept();

    @AfterEach
    void stop() {
        zendesk.close();
    }

    private RestConnector connect(TokenKeeper keeper) {
        return connect(keeper, zendesk.credentials().getOrDefault("refreshToken", ""));
    }

    private RestConnector connect(TokenKeeper keeper, String refreshToken) {
        ConnectorFolder folder = Connectors.read(GatewayFixture.CONNECTORS).get("zendesk");
        var settings = new TreeMap<>(
                Map.of("subdomain", "twin", "url", zendesk.baseUri().toString(), "refreshToken", refreshToken));
        for (String name : new String[] {"clientId", "clientSecret"}) {
            settings.put(name, zendesk.credentials().getOrDefault(name, ""));
        }
        var connection = Connection.of(
                folder.spec().connection(), new ObjectMapper().valueToTree(settings), Secrets.ofProcess());
        return new RestConnector(
                folder,
                connection,
                MappingContext.PLAIN,
                VendorHttp.newClient(Duration.ofSeconds(10)),
                new Quota("twin", folder.spec().limits(), System::nanoTime),
                keeper,
                clock);
    }

    private long exchanges() {
        return zendesk.log().count("POST", "/oauth/tokens");
    }

    private long calls() {
        return zendesk.log().count("GET", "/users/me");
    }

    private static GatewayException failure(RestConnector connector) {
        return catchThrowableOfType(GatewayException.class, connector::check);
    }

    @Test
    void goesOnWithTheNextOneAlsoAfterARestart() {
        connect(kept).check();
        connect(kept).check();
        assertThat(exchanges()).as("the second one found a token that is good").isEqualTo(1);
        for (int day = 2; day <= 4; day++) {
            clock.advance(EXPIRED);
            connect(kept).check();
            assertThat(exchanges()).isEqualTo(day);
        }
        assertThat(calls()).isEqualTo(5);
    }

    @Test
    void systemsOfOneAccountShareIt() {
        RestConnector one = connect(kept);
        RestConnector other = connect(kept);
        for (int i = 1; i <= 3; i++) {
            one.check();
            other.check();
            assertThat(exchanges()).isEqualTo(i);
            clock.advance(EXPIRED);
        }
    }

    @Test
    void usesNoTokenBeforeItIsDurableAndLosesNone() {
        RestConnector connector = connect(kept);
        kept.broken = true;
        assertThat(failure(connector).kind()).isEqualTo(ErrorKind.RETRYABLE);
        assertThat(failure(connector).code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(kept.texts).isEmpty();
        assertThat(calls()).isZero();
        kept.broken = false;
        connector.check();
        assertThat(exchanges()).as("the one that was got is kept and used").isEqualTo(1);
        clock.advance(EXPIRED);
        connect(kept).check();
    }

    @Test
    void renewsATokenThatIsRefusedBeforeItsTime() {
        RestConnector connector = connect(kept);
        connector.check();
        zendesk.faults().next(1, "GET", "", Fault.status(401));
        connector.check();
        assertThat(exchanges()).isEqualTo(2);
    }

    @Test
    void takesOverFromANodeThatWasFaster() {
        connect(kept).check();
        clock.advance(EXPIRED);
        String before = kept.texts.values().iterator().next();
        connect(kept).check();
        var late = new Kept() {
            private boolean asked;

            @Override
            public Optional<String> read(String name) {
                boolean first = !asked;
                asked = true;
                return first ? Optional.of(before) : kept.read(name);
            }
        };
        connect(late).check();
        assertThat(late.texts).as("nothing new to keep").isEmpty();
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void stopsWhereTheVendorTakesTheTokenNoMore() {
        connect(kept).check();
        GatewayException failure = failure(connect(new Kept()));
        assertThat(failure.code()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        assertThat(failure.getMessage()).doesNotContain(TwinSettings.OPEN_SECRET);
    }

    @Test
    void exchangesNothingWhereNothingIsKept() {
        assertThat(failure(connect(TokenKeeper.NONE)).code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(exchanges()).isZero();
    }

    @Test
    void beginsAnewWithAnotherFirstToken() {
        connect(kept).check();
        assertThat(failure(connect(kept, "another")).code()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        connect(kept).check();
        assertThat(exchanges()).isEqualTo(2);
    }
}
