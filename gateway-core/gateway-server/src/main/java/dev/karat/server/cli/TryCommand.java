package dev.karat.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.hub.Trial;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.MatchingPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.policy.SurvivorshipPolicy;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.store.Store;
import dev.karat.server.DataDirectory;
import dev.karat.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code karat try}: what would become of one vendor record, without writing anything. */
@Command(
        name = "try",
        description = "Shows what would become of one vendor record, without writing anything.",
        footer = {
            "",
            "The record is mapped, matched with what --data holds and merged, and it is shown what each target would be",
            "given. Data may be in use by a running gateway; without a database there the record meets an empty one.",
            "Systems, survivorship and targets are those of gateway.yaml; where there is none, the connector is a system",
            "of its own name, and there are no targets. The output shows personal data. Exit code 1 if the record would",
            "go to the dead letters."
        })
final class TryCommand implements Callable<Integer> {
    /** Largest file that is read, in bytes; the gateway takes records of 1 MB unless told otherwise. */
    private static final int BYTES_MAX = 10_000_000;

    private static final int TRUST = 50;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "CONNECTOR", description = "Folder in connectors/.")
    private String connector = "";

    @Parameters(index = "1", paramLabel = "FILE.json", description = "One record as the vendor sends it.")
    private Path file = Path.of("");

    @Option(names = "--system", paramLabel = "NAME", description = "System of gateway.yaml that sends the record.")
    private @Nullable String system;

    @Option(names = "--stream", paramLabel = "NAME", description = "Stream of the connector (default: its customers).")
    private @Nullable String stream;

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            description = "Folder of gateway.yaml (default: routes here, if any).")
    private @Nullable Path routes;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() throws IOException {
        JsonNode record = record();
        GatewayPolicy policy = policy();
        ConnectedSystems systems = UncalledSystems.of(policy, connectors);
        IngestItem item = item(record, systems.get(system(policy)), systems);
        var report = new TryReport(Output.of(spec));
        if (item instanceof IngestItem.Unreadable unreadable) {
            report.unreadable(unreadable);
            return Failures.NEGATIVE;
        }
        if (!(item instanceof IngestItem.Version version)) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The stream holds no records of customers");
        }
        report.result(version, tried(version, policy, systems));
        return 0;
    }

    private JsonNode record() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED, file + " is no file of at most " + BYTES_MAX + " bytes");
        }
        try {
            JsonNode read = Output.JSON.readTree(Files.readAllBytes(file));
            JsonNode one = read.isArray() && read.size() == 1 ? read.get(0) : read;
            if (one.isObject()) {
                return one;
            }
        } catch (JsonProcessingException broken) {
            int line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
            throw new GatewayException(ErrorCode.FILE_MALFORMED, file + ":" + line + " is no JSON", broken);
        }
        throw new GatewayException(ErrorCode.FILE_MALFORMED, file + " does not hold one record");
    }

    private IngestItem item(JsonNode record, ConnectedSystem from, ConnectedSystems systems) {
        var page = new RecordPage(from.name(), stream(from), List.of(record), file.toString());
        return new SystemPages(systems, BYTES_MAX).items(page).get(0);
    }

    private String stream(ConnectedSystem from) {
        return stream != null
                ? stream
                : from.connector().spec().streams().values().stream()
                        .filter(each -> each.entity().equals(ConnectedSystems.CUSTOMER) && each.interaction() == null)
                        .map(StreamSpec::name)
                        .sorted()
                        .findFirst()
                        .orElseThrow(() -> new GatewayException(
                                ErrorCode.CONFIG_INVALID, "The connector " + connector + " has no customers"));
    }

    private Trial.Result tried(IngestItem.Version version, GatewayPolicy policy, ConnectedSystems systems)
            throws IOException {
        Path database = DataDirectory.database(data.data);
        if (Files.exists(database)) {
            try (Store store = Stores.sqliteToRead(database)) {
                return tried(version, policy, systems, store);
            }
        }
        Path empty = Files.createTempDirectory("karat-try");
        try (Store store = Stores.sqlite(empty.resolve("karat.db"))) {
            return tried(version, policy, systems, store);
        } finally {
            FileSystemUtils.deleteRecursively(empty);
        }
    }

    private Trial.Result tried(
            IngestItem.Version version, GatewayPolicy policy, ConnectedSystems systems, Store store) {
        byte[] key = DataDirectory.erasureKey(data.data).orElse(null);
        return new Trial(store, policy, policy.matching().model(), systems.bindings(), key, clock()).run(version);
    }

    private static Clock clock() {
        return Clock.systemUTC();
    }

    private String system(GatewayPolicy policy) {
        return system != null
                ? system
                : policy.systems().values().stream()
                        .filter(each -> each.connector().equals(connector))
                        .map(SystemPolicy::name)
                        .sorted()
                        .findFirst()
                        .orElseThrow(() -> new GatewayException(
                                ErrorCode.SYSTEM_UNKNOWN, "No system of gateway.yaml has the connector " + connector));
    }

    private GatewayPolicy policy() {
        Path own = Path.of("routes");
        if (routes != null || Files.isRegularFile(own.resolve(PolicyReader.FILE))) {
            Path folder = Home.routes(routes);
            return PolicyReader.read(folder.resolve(PolicyReader.FILE)).orThrow();
        }
        String name = system != null ? system : connector;
        return new GatewayPolicy(
                "try",
                "DE",
                ZoneId.of("UTC"),
                "EUR",
                Map.of(name, SystemPolicy.of(name, connector, JsonNodeFactory.instance.objectNode(), TRUST)),
                MatchingPolicy.STANDARD,
                new SurvivorshipPolicy(
                        List.of(SurvivorshipPolicy.Rule.TRUST, SurvivorshipPolicy.Rule.RECENT), Map.of()),
                Map.of(),
                Map.of());
    }
}
