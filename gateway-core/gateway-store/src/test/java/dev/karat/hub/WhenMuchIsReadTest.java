package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Stamp;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenBuilder;
import dev.karat.store.Stores;
import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every long read of a store, by a process whose memory holds a fraction of what it reads. The index of what is compared
 * stays in memory by design; so that it does not count, these records have nothing that is compared.
 */
class WhenMuchIsReadTest {
    private static final int ROWS = Integer.getInteger("karat.rows", 20_000);
    private static final int PAGE = 2_000;
    private static final int HEAP_MB = 48;

    /** The records alone are more than the heap, and so are the profiles. */
    private static final String NOTE = "x".repeat(Math.max(100, 5 * HEAP_MB * 1024 * 1024 / 4 / ROWS));

    private static final GoldenBuilder BUILDER = new GoldenBuilder(HubFixture.policy());

    @Test
    void anEmbeddedOneIsReadInLittleMemory(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("karat.db");
        try (Store store = Stores.sqlite(file)) {
            fill(store);
        }

        readsEverything(file.toString());
    }

    @Test
    void aPostgresqlIsReadInLittleMemory() throws Exception {
        try (var server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            String url = server.getJdbcUrl("postgres", "postgres");
            try (Store store = Stores.postgresql(url, "postgres", "", 4)) {
                fill(store);
            }

            readsEverything(url);
        }
    }

    private static void fill(Store store) {
        for (long from = 1; from <= ROWS; from += PAGE) {
            List<StoredRecord> records = LongStream.range(from, Math.min(from + PAGE, ROWS + 1L))
                    .mapToObj(WhenMuchIsReadTest::record)
                    .toList();
            store.commit(Batch.of(records.toArray(StoredRecord[]::new))
                    .goldens(records.stream().map(WhenMuchIsReadTest::golden).toArray(StoredGolden[]::new))
                    .changes(records.stream()
                            .map(one -> Rows.change(one.rid(), id(one.rid())))
                            .toArray(StoredChange[]::new))
                    .build());
        }
        store.loaded();
    }

    private static String id(long number) {
        return "g%09d".formatted(number);
    }

    private static StoredRecord record(long rid) {
        CustomerData data =
                CustomerData.builder().text(Attribute.JOB_TITLE, rid + NOTE).build();
        return new StoredRecord(
                rid,
                Rows.key("erp", "id" + rid),
                new Stamp(0, rid, Rows.NOW, "hash-" + rid),
                false,
                data,
                Set.of(),
                new byte[0],
                id(rid),
                null,
                new byte[] {1});
    }

    private static StoredGolden golden(StoredRecord one) {
        return new StoredGolden(
                id(one.rid()),
                one.rid(),
                one.rid(),
                StoredGolden.Status.LIVE,
                null,
                1,
                BUILDER.build(List.of(one)),
                Rows.NOW);
    }

    private static void readsEverything(String where) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MB + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadEverything.class.getName(),
                        where)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .containsExactly(
                        "records " + ROWS,
                        "features " + ROWS,
                        "live " + ROWS,
                        "changes " + ROWS,
                        "audited " + ROWS,
                        "indexed " + ROWS);
    }
}
