package dev.karat.testkit.store;

import dev.karat.engine.store.SharedStore;
import java.nio.file.Path;

/** What the tests of a topic are given. */
interface StoreUnderTest {
    /** The opened store, empty before the test. */
    SharedStore store();

    /** Closes the store and opens the same database again. */
    SharedStore reopen();

    /** A folder of this test alone. */
    Path folder();
}
