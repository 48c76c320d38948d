/** What the engine asks of the database: rows as values, one commit for everything that belongs together. */
@NullMarked
package dev.karat.engine.store;

import org.jspecify.annotations.NullMarked;
