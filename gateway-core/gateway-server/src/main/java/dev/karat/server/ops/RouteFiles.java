package dev.karat.server.ops;

import java.util.List;

/** The route files, as operators see them. Safe for several threads. */
public interface RouteFiles {
    /** One entry per file, in order of name. */
    List<RouteFileStatus> all();

    /** Loads the file again, as if it had changed. */
    void reload(String name);
}
