package dev.karat.server.rest;

import java.util.Optional;

/** Profiles as they are shown, kept for a moment. It may forget at any time, and never fails. Safe for several threads. */
public interface ProfileCache {
    /** Keeps nothing. */
    ProfileCache NONE = new ProfileCache() {
        @Override
        public Optional<byte[]> get(String goldenId) {
            return Optional.empty();
        }

        @Override
        public void put(String goldenId, byte[] shown) {}
    };

    /** What is shown for an id, as JSON, if it is at hand. */
    Optional<byte[]> get(String goldenId);

    /** Keeps what is shown for an id. */
    void put(String goldenId, byte[] shown);
}
