package dev.karat.engine.hub;

import dev.karat.engine.store.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The turn of this node to do something that one node does at a time, such as polling a source. Ask before each piece of
 * work, and say when it is done, so that the turn does not pass to another node in its midst. Safe for several threads.
 */
public interface Turn {
    /** The turn of a gateway that is alone. */
    Turn ALWAYS = new Turn() {
        @Override
        public boolean begin() {
            return true;
        }

        @Override
        public boolean isMine() {
            return true;
        }

        @Override
        public void end() {}

        @Override
        public Lease lease() {
            return Lease.ALONE;
        }
    };

    /** Begins a piece of work; false if it is another node's turn. */
    boolean begin();

    /** True while the work that was begun may go on. */
    boolean isMine();

    /** Ends what was begun. */
    void end();

    /**
     * What a cursor is written with, so that it does not count once another node has taken over; null if it is not this
     * node's turn. Taken before the work by which the place is reached, since the turn may be lost and won meanwhile.
     */
    @Nullable
    Lease lease();
}
