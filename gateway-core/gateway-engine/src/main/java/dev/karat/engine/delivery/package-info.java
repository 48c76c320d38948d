/** The desired state of every target, compared with what it holds. */
@NullMarked
package dev.karat.engine.delivery;

import org.jspecify.annotations.NullMarked;
