/** Why two records are one customer or two, and how a profile came together, as data for people and programs. */
@NullMarked
package dev.karat.engine.explain;

import org.jspecify.annotations.NullMarked;
