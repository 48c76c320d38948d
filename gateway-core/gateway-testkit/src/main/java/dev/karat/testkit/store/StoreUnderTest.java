package dev.karat.testkit.store;

import dev.karat.engine.store.Store;
import java.nio.file.Path;

/** What the tests of a topic are given. */
interface StoreUnderTest {
    /** The opened store, empty before the test. */
    Store store();

    /** Closes the store and opens the same database again. */
    Store reopen();

    /** A folder of this test alone. */
    Path folder();
}
