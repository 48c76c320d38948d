package dev.karat.server.rest;

import java.util.Optional;

/**
 * Profiles as they are shown, kept for a moment. It may forget at any time, never fails and makes nobody wait for long.
 * Safe for several threads.
 */
public interface ProfileCache {
    /** Keeps nothing. */
    ProfileCache NONE = new ProfileCache() {
        @Override
        public Optional<byte[]> get(String goldenId) {
            return Optional.empty();
        }

        @Override
        public long known() {
            return 0;
        }

        @Override
        public void put(String goldenId, long known, byte[] shown) {}
    };

    /** What is shown for an id, as JSON, if it is at hand and the profile is not known to have changed since. */
    Optional<byte[]> get(String goldenId);

    /** How far the log of changes is known here. Ask before what is to be kept is read from the store. */
    long known();

    /**
     * Keeps what is shown for an id.
     *
     * @param known how far changes were known before it was read
     */
    void put(String goldenId, long known, byte[] shown);
}
