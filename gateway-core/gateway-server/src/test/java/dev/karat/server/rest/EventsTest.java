package dev.karat.server.rest;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import dev.karat.server.events.EventStreams;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events over REST: the stream of them, and the subscribers that are called. */
class EventsTest {
    private static final Pattern DROPPED = Pattern.compile("^karat_event_streams_dropped (\\S+)$", Pattern.MULTILINE);

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();
    private final EventStreams streams = gateway.bean(EventStreams.class);
    private final List<OpenStream> open = new ArrayList<>();

    @BeforeEach
    @AfterEach
    void closeAll() throws Exception {
        for (OpenStream stream : open) {
            stream.close();
        }
        open.clear();
        await().until(() -> streams.size() == 0);
    }

    private OpenStream stream(String query, String lastEventId) throws Exception {
        var stream = new OpenStream(gateway, query, lastEventId);
        open.add(stream);
        return stream;
    }

    private OpenStream stream(String query) throws Exception {
        var stream = new OpenStream(gateway, query, null);
        open.add(stream);
        return stream;
    }

    private String customer(String id, String family) {
        return gateway.ingest(
                "erp", id, person("Emmy", family, id + "@letters.test", "+4930" + (7_000_000 + id.hashCode() % 1_000)));
    }

    @Test
    void comeAsTheyHappen() throws Exception {
        OpenStream stream = stream("");
        assertThat(stream.response.statusCode()).isEqualTo(200);
        assertThat(stream.response.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
        assertThat(stream.response.headers().firstValue("Cache-Control").orElse(""))
                .contains("no-store");

        String id = customer("s1", "Noether");
        customer("s1", "Noether-Hilbert");
        await().until(() -> stream.typesOf(id).size() == 2);

        assertThat(stream.typesOf(id)).containsExactly("customer.created", "customer.updated");
        OpenStream.Event updated = stream.events.get(stream.events.size() - 1);
        assertThat(updated.data().path("specversion").asText()).isEqualTo("1.0");
        assertThat(updated.data().path("id").asText()).isEqualTo(updated.id());
        assertThat(updated.data().path("source").asText()).isEqualTo("urn:karat:test");
        assertThat(updated.data().at("/data/before/familyName").asText()).isEqualTo("Noether");
        assertThat(updated.data().at("/data/after/familyName").asText()).isEqualTo("Noether-Hilbert");
    }

    @Test
    void goOnAfterAReaderWasCutOff() throws Exception {
        OpenStream first = stream("");
        String id = customer("s2", "Kowalewska");
        await().until(() -> first.typesOf(id).size() == 1);
        String last = first.events.get(first.events.size() - 1).id();
        first.close();
        customer("s2", "Kowalewskaja");
        customer("s2", "Kovalevskaya");

        OpenStream second = stream("", last);
        await().until(() -> second.typesOf(id).size() == 2);
        assertThat(second.typesOf(id)).containsExactly("customer.updated", "customer.updated");
        assertThat(second.events.get(0).data().at("/data/after/familyName").asText())
                .isEqualTo("Kowalewskaja");

        OpenStream whole = stream("?type=customer.created", "0-0");
        await().until(() -> whole.typesOf(id).size() == 1);
        assertThat(whole.events).extracting(OpenStream.Event::type).containsOnly("customer.created");
    }

    @Test
    void areKeptAliveWhileNothingHappens() throws Exception {
        OpenStream stream = stream("?type=consent.changed");
        await().until(() ->
                stream.comments.stream().filter(": heartbeat"::equals).count() >= 2);
    }

    @Test
    void areRefusedWithAReason() throws Exception {
        assertThat(gateway.get("/api/events", null).status()).isEqualTo(401);
        OpenStream type = stream("?type=customer.deleted");
        assertThat(type.response.statusCode()).isEqualTo(400);
        assertThat(type.problem().path("detail").asText()).contains("customer.erased");
        for (String unknown : List.of("nonsense", "999999999-abc")) {
            OpenStream place = stream("", unknown);
            assertThat(place.response.statusCode()).isEqualTo(400);
            assertThat(place.problem().path("code").asText()).isEqualTo("REQUEST_INVALID");
        }
    }

    @Test
    void haveALimit() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(stream("").response.statusCode()).isEqualTo(200);
        }
        OpenStream more = stream("");
        assertThat(more.response.statusCode()).isEqualTo(503);
        assertThat(more.problem().path("code").asText()).isEqualTo("STREAMS_LIMIT");
    }

    @Test
    void areNotKeptForAReaderThatTakesNothing() throws Exception {
        double before = dropped();
        URI server = URI.create(gateway.url());
        try (var deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(new InetSocketAddress(InetAddress.getByName(server.getHost()), server.getPort()));
            deaf.getOutputStream()
                    .write(("GET /api/events HTTP/1.1\r\nHost: " + server.getHost() + "\r\nAuthorization: Bearer "
                                    + Login.READER.token() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> streams.size() == 1);
            OpenStream other = stream("");
            String id = customer("s3", "Mirzakhani");
            for (int i = 0; i < 80; i++) {
                gateway.ingest(
                        "erp",
                        "s3",
                        person("Emmy", "Mirzakhani", "s3@letters.test", "+493017000003")
                                .with(CustomerData.builder()
                                        .text(Attribute.JOB_TITLE, i + "x".repeat(60_000))
                                        .build()));
            }
            await().until(() -> other.typesOf(id).size() == 81);
            await().until(() -> dropped() == before + 1);
            assertThat(streams.size()).isEqualTo(1);
        }
    }

    private double dropped() {
        var found = DROPPED.matcher(
                gateway.get("/actuator/prometheus", Login.VIEWER.token()).body());
        assertThat(found.find()).isTrue();
        return Double.parseDouble(found.group(1));
    }

    @Test
    void subscribersAreShownAndStoppedAndResumed() {
        await().until(() ->
                gateway.post("/api/subscribers/crm/stop", Login.OPERATOR.token(), "{\"reason\": \"a move\"}")
                                .status()
                        == 204);
        var stopped =
                gateway.get("/api/subscribers", Login.VIEWER.token()).json().path("subscribers");
        assertThat(stopped.findValuesAsText("name")).containsExactly("crm", "queue");
        assertThat(stopped.findValuesAsText("state")).containsExactly("STOPPED", "ROUTE");
        assertThat(stopped.at("/0/stopped").asText()).isEqualTo("operator: a move");

        assertThat(gateway.post("/api/subscribers/crm/resume", Login.OPERATOR.token(), "{}")
                        .status())
                .isEqualTo(204);
        assertThat(gateway.get("/api/subscribers", Login.VIEWER.token())
                        .json()
                        .at("/subscribers/0/stopped")
                        .isNull())
                .isTrue();
        customer("s4", "Germain");
        await().until(() -> gateway.get("/api/subscribers", Login.VIEWER.token())
                .json()
                .at("/subscribers/0/lastFailure")
                .asText()
                .equals("cannot be reached"));
        assertThat(gateway.post("/api/subscribers/crm/stop", Login.VIEWER.token(), "{\"reason\": \"x\"}")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.post("/api/subscribers/nobody/resume", Login.OPERATOR.token(), "{}")
                        .status())
                .isEqualTo(404);
        assertThat(gateway.get("/actuator/prometheus", Login.VIEWER.token()).body())
                .contains("karat_subscriber_behind{subscriber=\"crm\"}");
    }
}
