package dev.karat.server.load;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.hub.FirstLoad;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that the members of a cluster work out and a load takes in the order of the files. The next ones are worked out
 * while the last ones are taken. What no member answered is worked out here. For one thread.
 */
public final class SharedRows implements AutoCloseable {
    private static final int CHUNK_ROWS = 500;

    /** Rows that are given away at once; twice as many are held in memory. */
    private static final int ROWS_MAX = 64 * CHUNK_ROWS;

    private final RowRecipe recipe;
    private final RowWork here;
    private final Members members;
    private final FirstLoad load;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(new DaemonThreads("karat-load-members"));
    private List<RecordKey> keys = new ArrayList<>();
    private List<byte[]> rows = new ArrayList<>();
    /** The rows that are away. */
    private @Nullable CompletableFuture<List<FirstLoad.Prepared>> away;

    public SharedRows(CanonicalRows canonical, Members members, FirstLoad load) {
        this.recipe = canonical.recipe();
        this.here = canonical.work();
        this.members = members;
        this.load = load;
    }

    /** Takes a row over, as {@link CanonicalRows#packed} gives it; throws what befell an earlier one. */
    public void add(RecordKey key, byte[] row) {
        keys.add(key);
        rows.add(row);
        if (rows.size() == ROWS_MAX) {
            giveAway();
        }
    }

    /** Waits until the load has all rows. */
    public void finish() {
        giveAway();
        take();
    }

    private void giveAway() {
        List<RecordKey> ofRows = keys;
        List<byte[]> next = rows;
        keys = new ArrayList<>();
        rows = new ArrayList<>();
        var given = CompletableFuture.supplyAsync(() -> prepared(ofRows, work(next)), thread);
        take();
        away = given;
    }

    /** For each chunk its pieces. */
    private List<List<byte[]>> work(List<byte[]> of) {
        List<byte[]> chunks = each(
                (of.size() + CHUNK_ROWS - 1) / CHUNK_ROWS,
                at -> Pieces.join(of.subList(at * CHUNK_ROWS, Math.min(of.size(), (at + 1) * CHUNK_ROWS))));
        Map<Integer, byte[]> worked = members.work(recipe, chunks);
        return each(chunks.size(), at -> {
            byte[] back = worked.get(at);
            return Pieces.split(back == null ? here.chunk(chunks.get(at)) : back);
        });
    }

    private List<FirstLoad.Prepared> prepared(List<RecordKey> of, List<List<byte[]>> worked) {
        return each(of.size(), at -> {
            List<byte[]> chunk = worked.get(at / CHUNK_ROWS);
            int first = at % CHUNK_ROWS * RowWork.PIECES;
            return load.prepared(of.get(at), text(chunk.get(first)), text(chunk.get(first + 1)), chunk.get(first + 2));
        });
    }

    private static <T> List<T> each(int count, IntFunction<T> made) {
        return IntStream.range(0, count).parallel().mapToObj(made).toList();
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private void take() {
        var back = away;
        away = null;
        if (back == null) {
            return;
        }
        try {
            back.join().forEach(load::add);
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
