/** The demo from outside. */
@NullMarked
package dev.karat.server.demo;

import org.jspecify.annotations.NullMarked;
