package dev.karat.testkit.twin;

import java.time.Instant;

/**
 * One plain text message. Immutable.
 *
 * @param from address, with a display name (which comes back in quotes if it is not plain ASCII) or without
 * @param to address
 * @param at when it was written, in whole seconds
 */
public record Letter(String from, String to, String subject, String text, Instant at) {}
