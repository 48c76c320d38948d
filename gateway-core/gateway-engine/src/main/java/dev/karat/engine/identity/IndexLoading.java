package dev.karat.engine.identity;

import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.match.LinkGraph;
import dev.karat.engine.match.Memberships;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.FeaturesCodec;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredFeatures;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Fills the match index from what the records store. The next page is read and decoded while one is entered. Used once.
 */
final class IndexLoading {
    /** Records read at once. */
    private static final int PAGE = 4096;

    private final Store store;
    private final Normalizer normalizer;
    private final FeaturesCodec codec;

    IndexLoading(Store store, Normalizer normalizer, FeaturesCodec codec) {
        this.store = store;
        this.normalizer = normalizer;
        this.codec = codec;
    }

    private record Entry(long rid, Features features, long customer) {}

    /** A decoded page; the last one has nothing after it. */
    private record Page(List<Entry> entries, long last, boolean end) {}

    /** Enters every live record, and finds the links of all. */
    void into(LinkGraph links, Memberships memberships) {
        ExecutorService reader = Executors.newSingleThreadExecutor(new DaemonThreads("karat-index"));
        try {
            @Nullable CompletableFuture<Page> reading = read(Long.MIN_VALUE, reader);
            while (reading != null) {
                Page page = reading.join();
                reading = page.end() ? null : read(page.last(), reader);
                page.entries().forEach(entry -> {
                    links.enter(entry.rid(), entry.features());
                    memberships.set(entry.rid(), entry.customer());
                });
            }
        } finally {
            reader.shutdownNow();
        }
        links.linkAll();
    }

    private CompletableFuture<Page> read(long after, ExecutorService reader) {
        return CompletableFuture.supplyAsync(() -> page(store.features(after, PAGE)), reader);
    }

    private Page page(List<StoredFeatures> read) {
        var entries = new ArrayList<Entry>(read.size());
        var outdated = new ArrayList<Long>();
        for (StoredFeatures one : read) {
            if (FeaturesCodec.isCurrent(one.packed())) {
                entries.add(new Entry(one.rid(), codec.decode(one.packed()), Memberships.number(one.goldenId())));
            } else if (one.packed().length > 0) {
                outdated.add(one.rid());
            }
        }
        store.records(outdated).forEach(record -> add(record, entries));
        long last = read.isEmpty() ? 0 : read.get(read.size() - 1).rid();
        return new Page(entries, last, read.size() < PAGE);
    }

    /** Features that another version of the normalizer made are made anew. */
    private void add(StoredRecord record, List<Entry> entries) {
        entries.add(
                new Entry(record.rid(), normalizer.features(record.asserted()), Memberships.number(record.goldenId())));
    }
}
