package dev.karat.server.bench;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a connector reads and writes against the twin of its vendor: through {@code connector:read} to what the
 * engine is handed, and through {@code connector:write}. Neither matching nor the store is part of it. Used by one thread.
 */
public final class ConnectorBench {
    private static final int WARM_UP = 1_000;

    /** Customers of a page that is written, as routes have it. */
    private static final int PAGE = 100;

    private final Path folder;
    private final Connectors connectors;
    private final int customers;
    private final Clock clock;
    private final Progress progress;

    /**
     * What to measure with.
     *
     * @param folder empty, for what a run leaves
     * @param customers who are created, read and changed, 1 or more
     */
    public ConnectorBench(Path folder, Connectors connectors, int customers, Clock clock, Progress progress) {
        this.folder = folder;
        this.connectors = connectors;
        this.customers = customers;
        this.clock = clock;
        this.progress = progress;
    }

    /** Connectors that can be measured. */
    public static List<String> measurable() {
        return MeasuredVendor.CONNECTORS;
    }

    /**
     * What came of it.
     *
     * @param readPage records of a page that was read, at most
     * @param writePage customers of a page that was written
     * @param created customers who were new at the vendor, or null where nobody can be created
     * @param changed customers whose family name was changed
     * @param refused writes that were not applied
     */
    public record Result(
            String connector,
            int readPage,
            int writePage,
            Speed read,
            @Nullable Speed created,
            Speed changed,
            int refused) {}

    /**
     * How fast it went.
     *
     * @param perSecond records
     * @param cpuMs milliseconds of a processor for each, without those of the vendor
     * @param mappingPercent of that time, what it takes to map the same records once more
     */
    public record Speed(double perSecond, double cpuMs, double mappingPercent) {
        static Speed of(long records, double seconds, double cpuSeconds, double mappingSeconds) {
            return new Speed(records / seconds, cpuSeconds * 1_000 / records, mappingSeconds * 100 / cpuSeconds);
        }
    }

    /** Measures one of {@link #measurable()}, after a smaller run so that what is measured is compiled. */
    public Result run(String connector) throws IOException {
        measured(connector, Math.min(customers, WARM_UP));
        return measured(connector, customers);
    }

    private Result measured(String connector, int count) throws IOException {
        Path own = Files.createTempDirectory(folder, connector);
        try (var vendor = MeasuredVendor.start(connector, own, clock);
                Store store = new BenchDatabase.Sqlite(own).open();
                var gateway = new ConnectorGateway(store, own, connectors, connector, vendor.connection(), clock)) {
            progress.at(connector, 0, count);
            ConnectorGateway.Written created =
                    vendor.creates() ? gateway.write(pages(creations(gateway, count))) : null;
            vendor.fill(count);
            ConnectorGateway.Read read = gateway.read(count);
            ConnectorGateway.Written changed = gateway.write(pages(changes(gateway, read.ids())));
            progress.at(connector, count, count);
            return new Result(
                    connector,
                    read.page(),
                    PAGE,
                    read.speed(),
                    created == null ? null : created.speed(),
                    changed.speed(),
                    changed.refused() + (created == null ? 0 : created.refused()));
        }
    }

    private static List<DeliveryItem> creations(ConnectorGateway gateway, int count) {
        var items = new ArrayList<DeliveryItem>();
        for (int number = 0; number < count; number++) {
            items.add(item(gateway, "", number, 0));
        }
        return items;
    }

    private static List<DeliveryItem> changes(ConnectorGateway gateway, List<String> ids) {
        var items = new ArrayList<DeliveryItem>();
        for (int number = 0; number < ids.size(); number++) {
            items.add(item(gateway, ids.get(number), number, 1));
        }
        return items;
    }

    /** A creation carries all that is known, a change the name that changed. */
    private static DeliveryItem item(ConnectorGateway gateway, String externalId, int number, long version) {
        boolean creation = externalId.isEmpty();
        CustomerData data = BenchCustomers.customer(number, version);
        Set<Attribute> give = EnumSet.copyOf(gateway.mapping().writable(creation));
        give.retainAll(creation ? data.attributes() : Set.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME));
        return new DeliveryItem(
                creation ? DeliveryItem.Kind.CREATE : DeliveryItem.Kind.UPDATE,
                new DeliveryKey(ConnectorGateway.SYSTEM, "01J%023d".formatted(number), externalId),
                data.only(give::contains),
                data,
                give,
                CustomerData.empty(),
                null,
                false,
                false,
                Long.MAX_VALUE,
                Long.MAX_VALUE);
    }

    private static List<List<DeliveryItem>> pages(List<DeliveryItem> items) {
        var pages = new ArrayList<List<DeliveryItem>>();
        for (int from = 0; from < items.size(); from += PAGE) {
            pages.add(items.subList(from, Math.min(items.size(), from + PAGE)));
        }
        return pages;
    }
}
