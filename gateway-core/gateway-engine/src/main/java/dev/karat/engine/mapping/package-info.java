/** From a vendor's JSON to canonical data and back, as data. */
@NullMarked
package dev.karat.engine.mapping;

import org.jspecify.annotations.NullMarked;
