package dev.karat.server.ops;

import java.util.List;

/** The readers of all systems, as operators see and steer them. Safe for several threads. */
public interface Connections {
    /** One entry per system, in order of name. */
    List<ConnectionStatus> all();

    /** Stops reading until it is resumed, also over a restart. */
    void pause(String name, String reason, String by);

    /** Goes on reading, also after a failure that somebody mended. */
    void resume(String name, String by);
}
