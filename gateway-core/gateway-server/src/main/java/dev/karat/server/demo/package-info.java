/** The demo: vendor twins, the real gateway on them, and a story whose every figure is read back. */
@NullMarked
package dev.karat.server.demo;

import org.jspecify.annotations.NullMarked;
