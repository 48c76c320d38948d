package dev.karat.engine.commit;

import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The before-images that a transaction is going to write, and those that are reverted as matters stand in it. */
final class ImageWork {
    private final Supplier<Store> store;
    private final Undo undo;
    private final Map<Key, BeforeImage> staged = new LinkedHashMap<>();

    private record Key(String target, long run, String goldenId, String externalId, long at) {
        static Key of(BeforeImage image) {
            return new Key(image.target(), image.run(), image.goldenId(), image.externalId(), image.at());
        }
    }

    /** @param store with all that was written before */
    ImageWork(Supplier<Store> store, Undo undo) {
        this.store = store;
        this.undo = undo;
    }

    void put(BeforeImage image) {
        undo.replace(staged, Key.of(image), image);
    }

    /** Images of a record that are reverted, the latest run first. */
    List<BeforeImage> reverted(String target, String externalId) {
        var found = new LinkedHashMap<Key, BeforeImage>();
        store.get().revertedImages(target, externalId).forEach(image -> found.put(Key.of(image), image));
        staged.forEach((key, image) -> {
            if (key.target().equals(target) && key.externalId().equals(externalId)) {
                found.put(key, image);
            }
        });
        var reverted = new ArrayList<>(found.values());
        reverted.removeIf(image -> !image.reverted());
        reverted.sort(Comparator.comparingLong(BeforeImage::run)
                .thenComparing(BeforeImage::at)
                .reversed());
        return reverted;
    }

    Collection<BeforeImage> staged() {
        return staged.values();
    }
}
