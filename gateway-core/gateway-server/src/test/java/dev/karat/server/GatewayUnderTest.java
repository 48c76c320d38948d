package dev.karat.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A gateway that runs as it does in production, on a free port and a folder of its own, started once for all tests of
 * this JVM. Tests use ids of their own, so that they do not see each other.
 */
public final class GatewayUnderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The connectors of this checkout; tests run in the folder of their module. */
    public static final Path CONNECTORS =
            Path.of("../../connectors").toAbsolutePath().normalize();

    /** Tokens of logins that hold one role each. */
    public enum Login {
        VIEWER,
        READER,
        OPERATOR,
        STEWARD,
        PRIVACY;

        public String token() {
            return "token-of-the-" + name().toLowerCase(Locale.ROOT);
        }
    }

    private static final class Holder {
        static final GatewayUnderTest SHARED = new GatewayUnderTest();
    }

    private final Path data;
    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong observed = new AtomicLong(1_000_000);

    private GatewayUnderTest() {
        try {
            Path folder = Files.createTempDirectory("karat-server-test");
            data = folder.resolve("data");
            var arguments = new ArrayList<>(List.of(
                    "--karat.data=" + data,
                    "--server.port=0",
                    "--karat.routes=src/test/resources/routes",
                    "--karat.connectors=" + CONNECTORS,
                    "--karat.events.streams-max=4",
                    "--karat.events.heartbeat=300ms",
                    "--karat.events.slow-after=1s"));
            for (Login login : Login.values()) {
                Path token = Files.writeString(folder.resolve(login.name()), login.token());
                String user = "--karat.security.users." + login.name().toLowerCase(Locale.ROOT);
                arguments.add(user + ".roles=" + login.name().toLowerCase(Locale.ROOT));
                arguments.add(user + ".token=file:" + token);
            }
            context = new SpringApplication(GatewayApplication.class).run(arguments.toArray(String[]::new));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static GatewayUnderTest shared() {
        return Holder.SHARED;
    }

    public Path data() {
        return data;
    }

    public String url() {
        return RunningGateway.of(data).orElseThrow().url();
    }

    public String adminToken() {
        return bean(DataDirectory.class).adminToken();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Store store() {
        return bean(Store.class);
    }

    /** An answer with its body read as JSON where it is JSON. */
    public record Answer(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String body() {
            return response.body();
        }

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException notJson) {
                throw new UncheckedIOException(notJson);
            }
        }
    }

    public Answer get(String path, @Nullable String token) {
        return send(request(path, token).GET());
    }

    public Answer post(String path, String token, String json) {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public Answer put(String path, String token, String json) {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpRequest.Builder request(String path, @Nullable String token) {
        var request = HttpRequest.newBuilder(URI.create(url() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Takes a record of somebody, as a source would bring it, and returns its golden id. */
    public String ingest(String system, String id, CustomerData data) {
        ingest(version(system, id, false, data));
        return goldenId(system, id);
    }

    public void ingest(IngestItem... items) {
        bean(Hub.class).ingest(List.of(items)).orTimeout(30, TimeUnit.SECONDS).join();
    }

    public String goldenId(String system, String id) {
        return store().record(new RecordKey(system, "customer", id))
                .map(StoredRecord::goldenId)
                .orElseThrow();
    }

    public IngestItem.Version version(String system, String id, boolean deleted, CustomerData data) {
        long at = observed.incrementAndGet();
        return new IngestItem.Version(
                new RecordKey(system, "customer", id),
                deleted,
                false,
                data,
                null,
                null,
                at,
                CustomerDataJson.write(data) + deleted,
                new byte[] {1});
    }

    public static CustomerData person(String given, String family, String email, String phone) {
        return CustomerData.builder()
                .text(Attribute.GIVEN_NAME, given)
                .text(Attribute.FAMILY_NAME, family)
                .texts(Attribute.EMAILS, email)
                .texts(Attribute.PHONES, phone)
                .build();
    }
}
