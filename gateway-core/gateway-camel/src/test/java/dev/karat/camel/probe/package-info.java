/** Connections that are looked at for people. */
@NullMarked
package dev.karat.camel.probe;

import org.jspecify.annotations.NullMarked;
