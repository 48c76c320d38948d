/**
 * Vendor twins: stateful servers on loopback that behave as a vendor's documents say, with its paging, limits, errors
 * and quirks. They are written from those documents and know nothing of how the gateway calls them.
 */
@NullMarked
package dev.karat.testkit.twin;

import org.jspecify.annotations.NullMarked;
