package dev.karat.engine.store;

import org.jspecify.annotations.Nullable;

/**
 * Something a customer did: a message, a ticket, an order. It belongs to whoever holds the reference in that system,
 * found when it is read, so that it may arrive before its customer and follow every merge.
 *
 * @param id vendor's id of the interaction
 * @param customerRef record id, or e-mail address in canonical form, of the customer in the same system
 * @param kind order, ticket, email, call, ...
 * @param at microseconds since 1970 UTC
 * @param summary one line, such as a subject
 */
public record Interaction(
        String system,
        String id,
        String customerRef,
        String kind,
        long at,
        String summary,
        @Nullable String status) {}
