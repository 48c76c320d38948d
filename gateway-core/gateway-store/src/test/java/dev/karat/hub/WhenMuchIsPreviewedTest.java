package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.delivery.ConsentReach;
import dev.karat.engine.delivery.FieldChange;
import dev.karat.engine.delivery.Preview;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of a preview over a store that holds more than one of them. */
class WhenMuchIsPreviewedTest {
    private static final TargetPolicy SHOP = new TargetPolicy(
            "shop",
            Phase.LIVE,
            TargetPolicy.Mode.UPSERT,
            null,
            Set.of(Attribute.NAME, Attribute.EMAILS),
            true,
            true,
            20,
            TargetPolicy.Brake.STANDARD);

    @TempDir
    Path folder;

    private SharedStore store;
    private Preview preview;

    @BeforeEach
    void open() {
        store = Stores.sqlite(folder.resolve("karat.db"));
        preview = new Preview(SHOP, "customer", FakeTarget::shown, ConsentReach.NONE, store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static DeliveryState delivery(
            String goldenId, String id, Status status, CustomerData desired, @Nullable CustomerData written) {
        return new DeliveryState(
                "shop",
                goldenId,
                id,
                status,
                desired,
                written,
                written == null ? null : FakeTarget.shown(written),
                null,
                null,
                0,
                0,
                null,
                false,
                Rows.NOW);
    }

    private List<String> ids(int limit) {
        var ids = new ArrayList<String>();
        Preview.Page page = preview.page(null, limit);
        page.entries().forEach(entry -> ids.add(entry.state().goldenId()));
        while (page.next() != null) {
            page = preview.page(page.next(), limit);
            page.entries().forEach(entry -> ids.add(entry.state().goldenId()));
        }
        return ids;
    }

    @Test
    void eachOpenDeliveryIsOnOnePageAndNoSettledOne() {
        var batch = new Batch();
        var open = new ArrayList<String>();
        for (int i = 0; i < 1_300; i++) {
            String id = "G%05d".formatted(i);
            boolean settled = i < 600 || i % 3 == 0;
            batch.deliveries(delivery(
                    id,
                    DeliveryState.NO_ID,
                    settled ? Status.SETTLED : Status.PENDING,
                    Rows.person("Name " + i),
                    null));
            if (!settled) {
                open.add(id);
            }
        }
        batch.deliveries(Rows.pending("mailing", "G00001", DeliveryState.NO_ID, 0));
        batch.deliveries(Rows.pending("zoo", "G00001", DeliveryState.NO_ID, 0));
        store.commit(batch.build());

        assertThat(ids(7)).isEqualTo(open);
        assertThat(ids(500)).isEqualTo(open);
        assertThat(preview.page(null, 7).entries()).hasSize(7);
    }

    @Test
    void recordsOfOneCustomerStayTogether() {
        var batch = new Batch();
        for (int i = 0; i < 5; i++) {
            batch.deliveries(delivery("G1", "r" + i, Status.PENDING, Rows.person("One"), null));
            batch.deliveries(delivery("G2", "s" + i, Status.PENDING, Rows.person("Two"), null));
        }
        store.commit(batch.build());

        Preview.Page first = preview.page(null, 2);
        assertThat(first.entries())
                .hasSize(5)
                .allMatch(entry -> entry.state().goldenId().equals("G1"));
        assertThat(first.next()).isEqualTo("G1");
        Preview.Page last = preview.page("G1", 2);
        assertThat(last.entries())
                .hasSize(5)
                .allMatch(entry -> entry.state().goldenId().equals("G2"));
        assertThat(last.next()).isNull();
    }

    @Test
    void aFieldThatIsEmptiedIsToldAndTheVendorsOwnFormOfAValueIsNot() {
        StoredRecord there = Rows.record(1, Rows.key("shop", "1"), null, Rows.person("Ada", "ada@x.test"));
        StoredRecord same = Rows.record(2, Rows.key("shop", "2"), null, Rows.person("Bea", "bea@x.test"));
        CustomerData bea = Rows.person("Bea", "Bea@x.test");
        store.commit(Batch.of(there, same)
                .deliveries(
                        delivery("G1", "1", Status.PENDING, Rows.person("Ada L."), null),
                        delivery("G2", "2", Status.PENDING, bea, bea))
                .build());

        Preview.Page page = preview.page(null, 10);

        assertThat(page.entries()).hasSize(1);
        assertThat(page.entries().get(0).empties()).isTrue();
        assertThat(page.entries().get(0).changes())
                .containsExactly(
                        new FieldChange(Attribute.NAME, Value.text("Ada"), Value.text("Ada L.")),
                        new FieldChange(Attribute.EMAILS, Value.text("ada@x.test"), null));
    }
}
