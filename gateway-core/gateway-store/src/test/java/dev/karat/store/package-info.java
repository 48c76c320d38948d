/** Both databases fulfil the tests of every store, and their own. */
@NullMarked
package dev.karat.store;

import org.jspecify.annotations.NullMarked;
