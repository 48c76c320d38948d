package dev.karat.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.api.model.Value;
import dev.karat.engine.store.Echoes;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;

/** Source records come back as they were written. */
interface RecordTests extends StoreUnderTest {
    /** By value: arrays by content, canonical data by its own equality. */
    RecursiveComparisonConfiguration BY_VALUE = RecursiveComparisonConfiguration.builder()
            .withIgnoreAllOverriddenEquals(false)
            .build();

    @Test
    default void aRecordComesBackInEveryField() {
        var data = CustomerData.builder()
                .text(Attribute.NAME, "Ünsal 王小明 👩‍👩‍👧 O'Brien \\ \"x\" \u0000 %_")
                .texts(Attribute.EMAILS, "a@example.com", "b@example.com")
                .clear(Attribute.PHONES)
                .put(Attribute.ADDRESS, Value.block(Map.of("locality", "Zürich", "country", "CH")))
                .build();
        var full = new StoredRecord(
                Long.MAX_VALUE,
                new RecordKey("erp", "debitor", "  №-1/ä "),
                new Stamp(3, Stamp.NO_TOKEN, Rows.NOW, "hash"),
                true,
                data,
                new Echoes(
                        Set.of(Attribute.NAME, Attribute.ADDRESS, Attribute.EMAILS),
                        CustomerData.builder()
                                .texts(Attribute.EMAILS, "b@example.com")
                                .build()),
                new byte[0],
                "g1",
                -1L,
                new byte[] {0, 1, 2, -128});
        var sparse = Rows.record(2, Rows.key("erp", "2"), null, CustomerData.empty());

        store().commit(Batch.of(full, sparse)
                .goldens(Rows.golden("g1", 1, 1, Rows.person("Anna")))
                .build());

        assertThat(store().record(full.key()).orElseThrow())
                .usingRecursiveComparison(BY_VALUE)
                .isEqualTo(full);
        assertThat(store().record(sparse.key()).orElseThrow())
                .usingRecursiveComparison(BY_VALUE)
                .isEqualTo(sparse);
    }

    @Test
    default void aNewVersionReplacesTheOldOneAndTheLastOfABatchCounts() {
        var first = Rows.record(1, "erp", "1");
        store().commit(Batch.of(first).build());

        var second = Rows.record(1, first.key(), null, Rows.person("Second"));
        var third = Rows.record(1, first.key(), null, Rows.person("Third"));
        store().commit(Batch.of(second, third).build());

        assertThat(store().records(List.of(1L)))
                .singleElement()
                .extracting(one -> one.data().text(Attribute.NAME))
                .isEqualTo("Third");
        assertThat(store().counts().records()).isEqualTo(1);
    }

    @Test
    default void keysOfSystemsAndKindsThatShareAnIdAreApart() {
        var a = Rows.record(1, new RecordKey("erp", "customer", "7"), null, Rows.person("A"));
        var b = Rows.record(2, new RecordKey("erp", "lead", "7"), null, Rows.person("B"));
        var c = Rows.record(3, new RecordKey("shop", "customer", "7"), null, Rows.person("C"));
        store().commit(Batch.of(a, b, c).build());

        var found = store().recordsByKey(List.of(a.key(), c.key(), b.key(), Rows.key("shop", "8")));

        assertThat(found.keySet()).containsExactlyInAnyOrder(a.key(), b.key(), c.key());
        found.forEach((key, one) -> assertThat(one.key()).isEqualTo(key));
        assertThat(store().record(Rows.key("erp", "8"))).isEmpty();
        assertThat(store().recordsByKey(List.of())).isEmpty();
    }

    @Test
    default void manyAreFoundByNumberInRisingOrder() {
        store().commit(Batch.of(many(1, 1500)).build());
        var wanted = new ArrayList<>(LongStream.rangeClosed(-5, 2000).boxed().toList());
        java.util.Collections.shuffle(wanted, new Random(1));
        wanted.addAll(wanted.subList(0, 100));

        assertThat(store().records(wanted))
                .extracting(StoredRecord::rid)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1500).boxed().toList());
        assertThat(store().records(List.of())).isEmpty();
    }

    @Test
    default void recordsOfAProfileComeInOrderOfFirstStoring() {
        var late = Rows.record(9, Rows.key("shop", "1"), "g1", Rows.person("Late"));
        var early = Rows.deleted(Rows.record(3, Rows.key("erp", "1"), "g1", Rows.person("Early")));
        store().commit(Batch.of(late, early, Rows.record(4, "erp", "other"))
                .goldens(Rows.golden("g1", 1, 3, Rows.person("Early")))
                .build());

        assertThat(store().recordsOf("g1")).extracting(StoredRecord::rid).containsExactly(3L, 9L);
        assertThat(store().recordsOf("g2")).isEmpty();
    }

    @Test
    default void aSweepGoesThroughASystemInPagesByTheBytesOfItsIds() {
        var ids = List.of("10", "9", "A", "a", "ä", "é", "\uFFFD", "👩");
        for (int i = 0; i < ids.size(); i++) {
            store().commit(Batch.of(Rows.record(100 - i, "erp", ids.get(i)), Rows.record(200 + i, "shop", ids.get(i)))
                    .build());
        }

        var seen = new ArrayList<String>();
        String after = null;
        List<StoredRecord> page;
        do {
            page = store().recordsOfSystem("erp", "customer", after, 3);
            page.forEach(one -> seen.add(one.key().id()));
            after = page.isEmpty() ? after : seen.get(seen.size() - 1);
        } while (!page.isEmpty());

        assertThat(seen).containsExactlyElementsOf(ids);
        assertThat(store().recordsOfSystem("erp", "lead", null, 3)).isEmpty();
    }

    @Test
    default void aScanSeesTenThousandRowsOnceInOrderWithoutTheirPayload() {
        for (int from = 1; from <= 10_001; from += 2000) {
            store().commit(Batch.of(many(from, Math.min(2000, 10_002 - from))).build());
        }

        var seen = new ArrayList<Long>();
        store().scan(one -> {
            seen.add(one.rid());
            assertThat(one.raw()).isEmpty();
            assertThat(one.features()).hasSize(3);
        });

        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 10_001).boxed().toList());
    }

    @Test
    default void aScanMayReadAndWriteTheStoreItself() {
        store().commit(Batch.of(many(1, 20)).build());

        store().scan(one -> store().commit(
                        Batch.of(store().record(one.key()).orElseThrow().withEvidence(Set.of(), new byte[] {77}))
                                .build()));

        assertThat(store().records(List.of(1L, 20L)))
                .extracting(StoredRecord::features)
                .containsOnly(new byte[] {77});
    }

    @Test
    default void theProfilesOfRecordsAreReadWhole() {
        store().commit(Batch.of(
                        Rows.record(1, Rows.key("erp", "1"), "g1", Rows.person("Anna")),
                        Rows.record(2, Rows.key("shop", "2"), "g1", Rows.person("Anna")),
                        Rows.record(3, Rows.key("erp", "3"), "g2", Rows.person("Bob")),
                        Rows.record(4, Rows.key("erp", "4"), null, Rows.person("Cem")))
                .goldens(Rows.golden("g1", 1, 1, Rows.person("Anna")), Rows.golden("g2", 2, 3, Rows.person("Bob")))
                .build());

        assertThat(store().recordsInProfilesOf(List.of(2L, 4L, 9L)))
                .extracting(StoredRecord::rid)
                .containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    default void theLongestIdAndALargePayloadAreKept() {
        var key = Rows.key("erp", "界".repeat(RecordKey.ID_LENGTH_MAX));
        byte[] raw = new byte[10_000_000];
        new Random(1).nextBytes(raw);
        var small = Rows.record(1, key, null, Rows.person("x".repeat(1_000_000)));
        store().commit(Batch.of(new StoredRecord(
                        1, key, small.stamp(), false, small.data(), Set.of(), new byte[0], null, Rows.NOW, raw))
                .build());

        var found = store().record(key).orElseThrow();

        assertThat(found.raw()).isEqualTo(raw);
        assertThat(found.data()).isEqualTo(small.data());
    }

    private static StoredRecord[] many(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> Rows.record(i, "erp", "id" + i))
                .toArray(StoredRecord[]::new);
    }
}
