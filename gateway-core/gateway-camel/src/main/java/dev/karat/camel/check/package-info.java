/** Checks everything that an IT team writes, without starting anything. */
@NullMarked
package dev.karat.camel.check;

import org.jspecify.annotations.NullMarked;
