package dev.karat.engine.commit;

import dev.karat.engine.store.Store;

/** Hands out record numbers, mint sequences and places in the change log. Used by the writer only; gaps are harmless. */
final class Sequences {
    private long rid;
    private long mint;
    private long change;

    Sequences(Store.Counts counts) {
        rid = counts.ridMax();
        mint = counts.mintSeqMax();
        change = counts.changeSeqMax();
    }

    long lastRid() {
        return rid;
    }

    long lastMint() {
        return mint;
    }

    long lastChange() {
        return change;
    }

    long nextRid() {
        return ++rid;
    }

    long nextMint() {
        return ++mint;
    }

    long nextChange() {
        return ++change;
    }
}
