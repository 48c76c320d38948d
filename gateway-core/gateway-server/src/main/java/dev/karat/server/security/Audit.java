package dev.karat.server.security;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: one line for everything that a login changes or looks up, with ids and counts but no personal data.
 * It is the logger {@code dev.karat.audit}, so that it can be sent to a place of its own.
 */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("dev.karat.audit");
    private static final int TEXT_MAX = 200;

    private Audit() {}

    /**
     * Writes one line.
     *
     * @param by login that acts
     * @param action what it does, one word
     * @param about names and counts, as {@code name=value}
     */
    public static void note(String by, String action, String about) {
        LOG.info("by={} action={} {}", oneLine(by), action, oneLine(about));
    }

    /** Writes one line of a command that works without a gateway, with the user of the operating system. */
    public static void noteLocal(String action, String about) {
        note(Caller.LOCAL, action, "user=" + System.getProperty("user.name") + " " + about);
    }

    /** A text that somebody typed must not look like another line of the log. */
    private static String oneLine(String text) {
        String cut = text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text;
        return cut.replaceAll("\\p{Cntrl}", " ");
    }
}
