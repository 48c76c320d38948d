package dev.karat.camel.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.SystemCalls;
import dev.karat.camel.connector.database.DatabaseConnector;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ConnectorSpec.Transport;
import dev.karat.camel.plugin.LoadedPlugin;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.mapping.MappingContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries a connector's folder: its files, the examples of its mappings, its golden files, and, with a connection, the
 * reading from a vendor. Nothing is written at the vendor. Used once.
 */
public final class ConnectorTrial {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final Path folder;
    private final boolean write;
    private final MappingContext context;
    private final List<Step> steps = new ArrayList<>();

    /**
     * @param write write what the mapping makes into the golden files, rather than compare
     * @param country ISO 3166-1 alpha-2 of the gateway that is imagined, or null
     */
    public ConnectorTrial(Path folder, boolean write, @Nullable String country) {
        this.folder = folder.toAbsolutePath().normalize();
        this.write = write;
        ZoneId zone = ZoneOffset.UTC;
        this.context = new MappingContext(country, zone, MappingContext.Blank.UNKNOWN);
    }

    /**
     * Tries everything.
     *
     * @param settings connection as in gateway.yaml, or null to call nobody
     */
    public List<Step> run(@Nullable JsonNode settings, Secrets secrets) {
        try (LoadedPlugin plugin = LoadedPlugin.open(folder)) {
            Loaded<ConnectorFolder> loaded = plugin.connector();
            String what = "connector.yaml, the mappings and their examples";
            ConnectorFolder connector = loaded.value();
            if (connector == null) {
                loaded.problems().forEach(problem -> steps.add(Step.failed(what, problem + "; " + problem.fix())));
                return steps;
            }
            steps.add(Step.passed(what, String.join(", ", connector.mappings().keySet())));
            fixtures(connector);
            boolean called = connector.spec().transport() != Transport.CAMEL;
            if (settings != null && called) {
                reads(connector, settings, secrets);
            } else {
                steps.add(Step.skipped(
                        "reading",
                        called
                                ? "no connection was given; --set url=... and the like give one"
                                : "it is reached by a Camel component; try it with karat check"));
            }
        }
        return steps;
    }

    private void fixtures(ConnectorFolder connector) {
        var fixtures = new Fixtures(connector, folder);
        List<Step> held = write ? fixtures.write() : fixtures.check();
        steps.addAll(held);
        if (held.isEmpty()) {
            steps.add(Step.skipped(
                    "fixtures",
                    "there are none; put records of the vendor into " + Fixtures.FOLDER + "/STREAM/NAME.json as"
                            + " {\"in\": ...} and let --write add the rest"));
        }
    }

    private void reads(ConnectorFolder connector, JsonNode settings, Secrets secrets) {
        JsonNode schema = connector.spec().connection();
        YamlDocument given = YamlDocument.parse("--set", settings.toString()).orThrow();
        var problems = new ArrayList<Problem>(Connection.check(schema, given, ""));
        problems.addAll(Connection.unresolved(schema, given, "", secrets));
        if (!problems.isEmpty()) {
            problems.forEach(problem -> steps.add(Step.failed("connection", problem.message())));
            return;
        }
        try (SystemCalls calls = calls(connector, Connection.of(schema, settings, secrets))) {
            steps.addAll(new ReadTrial(connector, calls, context).run());
        } catch (GatewayException unusable) {
            steps.add(Step.failed("connection", String.valueOf(unusable.getMessage())));
        }
    }

    private SystemCalls calls(ConnectorFolder connector, Connection connection) {
        return connector.spec().rest()
                ? new RestConnector(connector, connection, context, VendorHttp.newClient(CONNECT), Clock.systemUTC())
                : new DatabaseConnector("trial", connector, connection, context, Clock.systemUTC());
    }
}
