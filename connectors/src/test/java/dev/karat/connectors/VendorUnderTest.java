package dev.karat.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.http.Quota;
import dev.karat.camel.connector.http.TokenKeeper;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.webhook.WebhookReader;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.VendorTwin;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A connector and its vendor's twin, both fresh. Closed by the test framework after the test. */
final class VendorUnderTest implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = VendorHttp.newClient(Duration.ofSeconds(10));
    private static final int PAGES_MAX = 100;

    /** A Friday long ago: rows that are newer than the vendor's own Date header would be taken for mistakes. */
    final TestClock clock = TestClock.at("2026-01-02T03:04:05.100Z");

    final ConnectorFolder folder;
    final VendorTwin twin;
    private final Vendor vendor;
    private RestConnector connector;
    private int entered;

    VendorUnderTest(ConnectorFolder folder, Vendor vendor) {
        this.folder = folder;
        this.vendor = vendor;
        this.twin = vendor.start.apply(TwinSettings.of(clock));
        this.connector = connect(vendor.connection.apply(twin));
    }

    private RestConnector connect(Map<String, String> settings) {
        return new RestConnector(folder, connection(settings), MappingContext.PLAIN, HTTP, clock);
    }

    private Connection connection(Map<String, String> settings) {
        return Connection.of(folder.spec().connection(), JSON.valueToTree(settings), Secrets.ofProcess());
    }

    /** Starts again with other settings, and tokens that the vendor may replace. */
    void restart(Map<String, String> settings, TokenKeeper keeper) {
        connector = new RestConnector(
                folder,
                connection(settings),
                MappingContext.PLAIN,
                HTTP,
                new Quota(folder.spec().id(), folder.spec().limits(), System::nanoTime),
                keeper,
                clock);
    }

    /** Takes the calls that the vendor makes. */
    WebhookReader webhooks() {
        return new WebhookReader(
                Objects.requireNonNull(folder.spec().webhook()), connection(vendor.connection.apply(twin)), clock);
    }

    RestConnector connector() {
        return connector;
    }

    /** Starts again with nothing but what was stored. */
    void restart() {
        restart(vendor.connection.apply(twin));
    }

    /** Starts again with other settings of the connection. */
    void restart(Map<String, String> settings) {
        connector = connect(settings);
    }

    /** The stream of the customers. */
    StreamSpec customers() {
        return folder.spec().streams().values().stream()
                .filter(stream -> stream.entity().equals("customer"))
                .findFirst()
                .orElseThrow();
    }

    Mapping mapping() {
        return Objects.requireNonNull(folder.mappings().get(customers().name()));
    }

    WriteSpec write() {
        return Objects.requireNonNull(folder.spec().writes().get("customer"));
    }

    /** The staff enters customers who were not there before, one a second. */
    void enter(int count) {
        for (int i = 0; i < count; i++) {
            does(vendor.enter.apply(entered++));
            clock.advance(Duration.ofSeconds(1));
        }
    }

    /** The staff changes a family name. */
    void rename(String id, String family) {
        does(vendor.rename.of(id, family));
    }

    /** Whoever the staff enters next, as a customer of this family name. */
    CustomerData next(String family) {
        return CustomerData.builder()
                .text(Attribute.GIVEN_NAME, Vendor.given(entered))
                .text(Attribute.FAMILY_NAME, family)
                .texts(Attribute.EMAILS, Vendor.email(entered))
                .build();
    }

    private void does(Vendor.Step step) {
        twin.asStaff(step.method(), step.path(), JSON.valueToTree(step.body()));
    }

    /** The next page of the customers. */
    Page read(@Nullable String cursor) {
        return connector.read(customers().name(), cursor);
    }

    /** All pages from a cursor on, and the cursor for the next run. */
    record Run(List<JsonNode> rows, String cursor, int pages) {}

    Run readToEnd(@Nullable String cursor) {
        var rows = new ArrayList<JsonNode>();
        Page page = read(cursor);
        int pages = 1;
        for (rows.addAll(page.records()); !page.endOfStream(); rows.addAll(page.records())) {
            if (++pages > PAGES_MAX) {
                throw new AssertionError("The stream does not end");
            }
            page = read(page.nextCursor());
        }
        return new Run(rows, page.nextCursor(), pages);
    }

    String id(JsonNode row) {
        return String.valueOf(connector.facts(customers().name()).of(row).id());
    }

    Set<String> ids(List<JsonNode> rows) {
        return rows.stream().map(this::id).collect(Collectors.toSet());
    }

    /** Ids of all customers that the vendor has and did not delete. */
    Set<String> idsAtVendor() {
        return ids(twin.all().stream()
                .filter(connector.facts(customers().name())::belongs)
                .filter(row -> !connector.facts(customers().name()).of(row).deleted())
                .toList());
    }

    CustomerData canonical(JsonNode row) {
        return mapping().toCanonical(row, MappingContext.PLAIN);
    }

    static CustomerData ana(String family, String email) {
        return CustomerData.builder()
                .text(Attribute.GIVEN_NAME, "Ana")
                .text(Attribute.FAMILY_NAME, family)
                .texts(Attribute.EMAILS, email)
                .build();
    }

    /** A customer whose values the vendor does not take. */
    CustomerData refused() {
        return vendor.refused;
    }

    /** Everything that the data says, to be created if it is not found. */
    static WriteItem upsert(@Nullable String externalId, CustomerData data) {
        return item(Operation.UPSERT, externalId, data);
    }

    static WriteItem item(Operation operation, @Nullable String externalId, CustomerData data) {
        return new WriteItem("item", operation, externalId, data, data.attributes(), externalId == null, null)
                .of(profile(data));
    }

    /** The id of the profile of a customer: one for each address or, if there is none, for each name. */
    static String profile(CustomerData data) {
        String known = String.valueOf(
                data.text(Attribute.EMAILS) == null ? data.text(Attribute.FAMILY_NAME) : data.text(Attribute.EMAILS));
        return "01J%023d"
                .formatted(Integer.toUnsignedLong(known.toLowerCase(Locale.ROOT).hashCode()));
    }

    /** Name of the connector, which names the test. */
    @Override
    public String toString() {
        return folder.spec().id();
    }

    @Override
    public void close() {
        twin.close();
    }
}
