package dev.karat.store;

import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import java.nio.file.Path;

/** A process that commits one record after the other and says so after each, until somebody kills it. */
final class CommitUntilKilled {
    /** Far more than can be committed before the kill; a process that is forgotten ends. */
    private static final int COMMITS_MAX = 1_000_000;

    private CommitUntilKilled() {}

    public static void main(String[] arguments) {
        try (var store = Stores.sqlite(Path.of(arguments[0]))) {
            long first = store.counts().ridMax() + 1;
            for (long rid = first; rid < first + COMMITS_MAX; rid++) {
                String golden = "g" + rid;
                var record = Rows.record(rid, Rows.key("erp", "id" + rid), golden, Rows.person("Customer " + rid));
                store.commit(Batch.of(record)
                        .goldens(Rows.golden(golden, rid, rid, record.data()))
                        .changes(Rows.change(rid, golden))
                        .build());
                System.out.println("committed " + rid);
            }
        }
    }
}
