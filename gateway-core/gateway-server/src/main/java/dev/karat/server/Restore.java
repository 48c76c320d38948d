package dev.karat.server;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts a backup in the place of the embedded database. The copy is finished beside it, with the erasures that the
 * database knows, before anything is replaced; the database that is replaced is kept under another name.
 */
public final class Restore {
    private static final List<String> PARTS = List.of("", "-wal", "-shm", ".lock", ".partial");

    private Restore() {}

    /** What is done to the copy before it takes the database's place. */
    public interface Finish<T> {
        T on(Store copy);
    }

    /**
     * A finished restore.
     *
     * @param replaced where the database is now that was there before; null if there was none
     * @param erasuresCarried hashes of erased customers that only that database knew; -1 if it could not be read
     * @param finished what the finish answered
     */
    public record Result<T>(@Nullable Path replaced, int erasuresCarried, T finished) {}

    /**
     * Restores a backup.
     *
     * @param data held by this process, so that no gateway works on it
     * @param replace false to refuse if there is a database already
     */
    public static <T> Result<T> of(Path backup, DataDirectory data, boolean replace, Clock clock, Finish<T> finish) {
        Path database = data.database();
        boolean present = Files.exists(database);
        if (!Files.isRegularFile(backup) || isSame(backup, database)) {
            throw new GatewayException(ErrorCode.RESTORE_REFUSED, backup + " is no backup");
        }
        if (present && !replace) {
            throw new GatewayException(ErrorCode.RESTORE_REFUSED, "There is a database already: " + database);
        }
        Path copy = database.resolveSibling("karat.db.restoring");
        try {
            remove(copy);
            copy(backup, copy);
            int carried = 0;
            T finished;
            try (Store restored = Stores.sqlite(copy)) {
                carried = present ? carryErasures(database, restored) : 0;
                finished = finish.on(restored);
            }
            Path replaced = present ? setAside(database, clock) : null;
            Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE);
            remove(copy);
            return new Result<>(replaced, carried, finished);
        } catch (IOException failure) {
            throw DataDirectory.unusable(database, failure);
        }
    }

    private static boolean isSame(Path backup, Path database) {
        try {
            return Files.exists(database) && Files.isSameFile(backup, database);
        } catch (IOException failure) {
            throw DataDirectory.unusable(database, failure);
        }
    }

    /** Reading it first tells whether it is a database of Karat at all. */
    private static void copy(Path backup, Path copy) {
        try (Store source = Stores.sqliteToRead(backup)) {
            source.counts();
            source.backup(copy);
        } catch (GatewayException unreadable) {
            if (Files.exists(copy)) {
                throw unreadable;
            }
            throw new GatewayException(
                    ErrorCode.RESTORE_REFUSED, backup + " cannot be read as a database of Karat", unreadable);
        }
    }

    /** A database is often restored because it is broken; then nobody knows what was erased since the backup. */
    private static int carryErasures(Path database, Store restored) {
        List<Setting> known;
        try (Store old = Stores.sqliteToRead(database)) {
            known = old.settings(Setting.Scope.ERASED, Integer.MAX_VALUE);
        } catch (GatewayException broken) {
            return -1;
        }
        Set<String> held = restored.settings(Setting.Scope.ERASED, Integer.MAX_VALUE).stream()
                .map(Setting::name)
                .collect(Collectors.toSet());
        List<Setting> missing =
                known.stream().filter(hash -> !held.contains(hash.name())).toList();
        restored.commit(CommitBatch.ofSettings(missing, List.of()));
        return missing.size();
    }

    private static Path setAside(Path database, Clock clock) throws IOException {
        String stamp = clock.instant().toString().replace(":", "");
        Path aside = database.resolveSibling("replaced-" + stamp + ".db");
        for (String part : List.of("-wal", "")) {
            Path file = database.resolveSibling(database.getFileName() + part);
            if (Files.exists(file)) {
                Files.move(file, aside.resolveSibling(aside.getFileName() + part));
            }
        }
        Files.deleteIfExists(database.resolveSibling(database.getFileName() + "-shm"));
        return aside;
    }

    private static void remove(Path copy) throws IOException {
        for (String part : PARTS) {
            Files.deleteIfExists(copy.resolveSibling(copy.getFileName() + part));
        }
    }
}
