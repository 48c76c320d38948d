package dev.karat.testkit.store;

import dev.karat.engine.store.SharedStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every store has to fulfil. A database's test extends it and says how its store is opened. */
public abstract class BaseStoreTest
        implements CommitTests,
                RecordTests,
                ProfileTests,
                DeliveryTests,
                RunTests,
                FactTests,
                HistoryTests,
                ErasureTests,
                ClusterTests {
    private Path folder;
    private SharedStore store;

    /**
     * Opens the database of this test, which is empty the first time and keeps what was committed after that.
     *
     * @param folder of this test alone
     */
    protected abstract SharedStore open(Path folder);

    @BeforeEach
    void openStore(@TempDir Path own) {
        folder = own;
        store = open(own);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Override
    public SharedStore store() {
        return store;
    }

    @Override
    public SharedStore reopen() {
        store.close();
        store = open(folder);
        return store;
    }

    @Override
    public Path folder() {
        return folder;
    }
}
