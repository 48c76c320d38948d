package dev.karat.server.load;

import java.util.List;
import java.util.Map;

/** Processes that help each other to work rows out, this one among them. For one thread. */
public interface Members extends AutoCloseable {
    /** How many there are now. */
    int size();

    /**
     * Works out chunks of rows, each as {@link RowWork#chunk} does.
     *
     * @return what came back, by the place in the list; whoever asked works out the rest, since members may be lost
     */
    Map<Integer, byte[]> work(RowRecipe recipe, List<byte[]> chunks);

    @Override
    void close();
}
