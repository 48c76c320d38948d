package dev.karat.engine.hub;

import dev.karat.engine.match.LargeProfiles;
import java.util.concurrent.CompletableFuture;

/** Where commands are carried out: by this process, or by whichever node writes. Safe for several threads. */
interface Writing extends AutoCloseable {
    /** Answers after the commit; waits while too many commands wait already. */
    <R> CompletableFuture<R> run(Command<R> command);

    /** Commands that wait. */
    int waiting();

    /** Transactions of this process since it started to write. */
    long commits();

    /** Profiles that somebody should look at because of their size, as far as this process is the one that writes. */
    LargeProfiles largeProfiles();

    @Override
    void close();
}
