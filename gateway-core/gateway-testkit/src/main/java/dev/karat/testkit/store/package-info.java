/** What every store has to fulfil, as tests that each database inherits. */
@NullMarked
package dev.karat.testkit.store;

import org.jspecify.annotations.NullMarked;
