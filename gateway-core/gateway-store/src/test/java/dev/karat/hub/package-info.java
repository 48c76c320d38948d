/** The engine on a real database. */
@NullMarked
package dev.karat.hub;

import org.jspecify.annotations.NullMarked;
