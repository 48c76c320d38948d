/** Events for business systems, in the running gateway: who is called, and the streams that are open. */
@NullMarked
package dev.karat.server.events;

import org.jspecify.annotations.NullMarked;
