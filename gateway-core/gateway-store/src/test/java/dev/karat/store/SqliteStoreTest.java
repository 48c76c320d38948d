package dev.karat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.survivorship.GoldenProfile;
import dev.karat.testkit.store.BaseStoreTest;
import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqliteStoreTest extends BaseStoreTest {
    private static final String FILE = "karat.db";

    @Override
    protected SharedStore open(Path folder) {
        return Stores.sqlite(folder.resolve(FILE));
    }

    @Test
    void aSecondGatewayIsRefusedUntilTheFirstIsClosed() {
        Path file = folder().resolve(FILE);

        assertThatThrownBy(() -> Stores.sqlite(file))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.STORE_IN_USE));

        store().close();
        Stores.sqlite(file).close();
    }

    @Test
    void onlyTheOwnerMayReadItsFiles() throws IOException {
        store().commit(Batch.of(Rows.record(1, "erp", "1")).build());

        for (String name : new String[] {FILE, FILE + "-wal", FILE + "-shm"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void anErasedAddressIsInNoFileAnyMore() throws IOException {
        for (String name : new String[] {"Anna, first", "Anna, second"}) {
            var anna = Rows.person(name, "anna.erased@example.com");
            store().commit(Batch.of(
                            Rows.record(1, Rows.key("erp", "anna.erased"), "g1", anna),
                            Rows.record(2, "erp", "bob.kept"))
                    .goldens(new StoredGolden(
                            "g1",
                            1,
                            1,
                            StoredGolden.Status.LIVE,
                            null,
                            name.endsWith("first") ? 1 : 2,
                            new GoldenProfile(anna, List.of()),
                            Rows.NOW))
                    .changes(new StoredChange(
                            1,
                            "g1",
                            1,
                            StoredChange.Type.CREATED,
                            Set.of(),
                            null,
                            Rows.key("erp", "anna.erased").toString(),
                            1))
                    .build());
        }
        assertThat(store().pastRecordsOf("g1", 5)).hasSize(1);
        store().commit(Batch.of()
                .goldens(Rows.golden("g1", 1, 1, StoredGolden.Status.ARCHIVED, GoldenProfile.EMPTY))
                .build());

        store().commit(new Batch().erase(Rows.key("erp", "anna.erased")).build());

        // Read from a copy of the process's view: the files are only opened after the store let go of them.
        store().close();
        assertThat(bytesOf(folder())).doesNotContain("anna.erased", "Anna, ").contains("bob.kept");
    }

    @Test
    void aBackupWhileWritingIsWholeAndOpens() throws Exception {
        Path copy = folder().resolve("copies").resolve("backup.db");
        var stop = new AtomicBoolean();
        var started = new CountDownLatch(1);
        var writer = CompletableFuture.runAsync(() -> {
            for (int i = 1; !stop.get(); i++) {
                store().commit(Batch.of(Rows.record(i, "erp", "id" + i))
                        .settings(Rows.fact("last", Integer.toString(i)))
                        .build());
                started.countDown();
            }
        });
        started.await();

        store().backup(copy);
        stop.set(true);
        writer.get();

        try (Store restored = Stores.sqlite(copy)) {
            String last = restored.setting(Setting.Scope.GATEWAY, "last")
                    .orElseThrow()
                    .value();
            assertThat(restored.counts().records())
                    .isEqualTo(Long.parseLong(last))
                    .isPositive();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        assertThat(copy.resolveSibling("backup.db.partial")).doesNotExist();
    }

    @Test
    void aBackupReplacesNoFile() throws IOException {
        Path file = Files.writeString(folder().resolve("precious.txt"), "precious");

        assertThatThrownBy(() -> store().backup(file))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BACKUP_REFUSED));

        assertThat(file).hasContent("precious");
    }

    @Test
    void aDatabaseOfANewerGatewayIsLeftAlone() throws Exception {
        store().close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder().resolve(FILE));
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
                    + " checksum, installed_by, execution_time, success)"
                    + " VALUES (99, '999', 'future', 'SQL', 'V999__future.sql', 1, '', 0, 1)");
        }

        assertThatThrownBy(() -> open(folder()))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.STORE_VERSION));
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
        Path file = Files.writeString(folder().resolve("letter.txt"), "Dear Anna, ".repeat(1000));

        assertThatThrownBy(() -> Stores.sqlite(file))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));

        assertThat(file).hasContent("Dear Anna, ".repeat(1000));
    }

    private static String bytesOf(Path folder) throws IOException {
        var all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
