/** A connection looked at for people: what works, what is wrong, and what to do about it. Nothing is ever written. */
@NullMarked
package dev.karat.camel.probe;

import org.jspecify.annotations.NullMarked;
