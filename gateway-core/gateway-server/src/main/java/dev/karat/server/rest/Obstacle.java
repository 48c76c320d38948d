package dev.karat.server.rest;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Something that keeps a delivery from being written now.
 *
 * @param because the same as a sentence
 */
@Schema(name = "Obstacle")
record Obstacle(Kind kind, String because) {
    /** What it is. */
    enum Kind {
        /** All writes are stopped, or those to the target. */
        STOPPED,
        /** The target is in a phase that writes nothing. */
        PHASE,
        /** The target's system is not connected. */
        UNCONNECTED,
        /** Systems have to be read before anything is created. */
        BASELINE,
        /** The brake holds it, or would, until a person decides; or it was not in the preview by which the target goes live. */
        BRAKE,
        /** The canary phase has written its share. */
        CANARY,
        /** It failed, and is tried again later. */
        LATER,
        /** A write of it was begun, and what came of it is not known. */
        UNKNOWN,
        /** The vendor refused it. */
        REFUSED
    }
}
