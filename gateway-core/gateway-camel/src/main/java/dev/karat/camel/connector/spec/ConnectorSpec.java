package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.SchemaCheck;
import dev.karat.engine.config.YamlDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A vendor as data: everything in one {@code connector.yaml}. Immutable.
 *
 * @param id name of the connector and of its folder
 * @param version of the declaration, not of the vendor's API
 * @param api version of the gateway's connector API that it needs
 * @param title the vendor's name
 * @param category what kind of business system it is
 * @param transport how the system is reached
 * @param connection JSON Schema of the connection
 * @param usual settings that most connections give besides those that the schema requires
 * @param base address under which all paths are, or null
 * @param headers sent with every call
 * @param auth kinds of credentials, the first whose settings are given is used
 * @param csrf token that changes need, or null
 * @param check a cheap read that needs the credential, or null
 * @param errors what answers mean, the first match decides
 * @param errorDetail where a refusal says why
 * @param streams by name
 * @param writes by entity
 * @param endpoints by name
 * @param tag member that names the class of values which JSON does not know, such as times; or null
 * @param webhook how the vendor calls when something changed, or null if it does not
 * @param events how the vendor tells of changes over a connection that stays open, or null if it does not
 */
public record ConnectorSpec(
        String id,
        String version,
        String api,
        String title,
        Category category,
        Transport transport,
        JsonNode connection,
        List<String> usual,
        Set<Capability> capabilities,
        @Nullable Template base,
        Map<String, Template> headers,
        List<AuthSpec> auth,
        @Nullable CsrfSpec csrf,
        @Nullable RequestSpec check,
        Limits limits,
        List<ErrorRule> errors,
        List<JsonPointer> errorDetail,
        Map<String, StreamSpec> streams,
        Map<String, WriteSpec> writes,
        Map<String, EndpointSpec> endpoints,
        @Nullable String tag,
        @Nullable WebhookSpec webhook,
        @Nullable EventsSpec events) {
    /** Name of the file in a connector's folder. */
    public static final String FILE = "connector.yaml";

    /** Name of the endpoint through which notices are sent. */
    public static final String NOTICES = "notices";

    private static final SchemaCheck SCHEMA = SchemaCheck.named("connector.schema.json", ErrorCode.CONNECTOR_INVALID);

    /** How a system is reached. */
    public enum Transport {
        /** By calls over HTTP. */
        REST,
        /** By endpoints of a Camel component. */
        CAMEL,
        /** By tables of a database. */
        JDBC
    }

    /** True if the calls of the declaration are made over HTTP. */
    public boolean rest() {
        return transport == Transport.REST;
    }

    /** Reads the declaration of a connector's folder; problems carry its lines. */
    public static Loaded<ConnectorSpec> load(Path folder) {
        return YamlDocument.read(folder.resolve(FILE)).then(ConnectorSpec::of);
    }

    /** False for a connection that names no address: a system that only calls is never called. */
    public boolean calls(Connection to) {
        boolean reads = streams.values().stream().anyMatch(stream -> stream.request() != null);
        return rest() && (reads || base == null || base.render(to.values()) != null);
    }

    /** True if nobody reads the stream: its records come with calls of the vendor. */
    public boolean isTold(StreamSpec stream) {
        return rest() && stream.request() == null && stream.endpoint() == null;
    }

    /** The same vendor with the limits of one system's plan, as gateway.yaml gives them. */
    public ConnectorSpec withLimits(JsonNode own) {
        return new ConnectorSpec(
                id,
                version,
                api,
                title,
                category,
                transport,
                connection,
                usual,
                capabilities,
                base,
                headers,
                auth,
                csrf,
                check,
                limits.with(own),
                errors,
                errorDetail,
                streams,
                writes,
                endpoints,
                tag,
                webhook,
                events);
    }

    /** Reads a declaration. */
    public static Loaded<ConnectorSpec> of(YamlDocument document) {
        // A declaration for another gateway may have parts that this one's schema does not know.
        var problems = ApiGate.problems(document);
        problems = problems.isEmpty() ? SCHEMA.check(document) : problems;
        return problems.isEmpty() ? new SpecReader(document).read() : Loaded.failed(problems);
    }
}
