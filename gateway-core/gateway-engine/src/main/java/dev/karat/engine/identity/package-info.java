/** Which records are one customer, and under which golden id. */
@NullMarked
package dev.karat.engine.identity;

import org.jspecify.annotations.NullMarked;
