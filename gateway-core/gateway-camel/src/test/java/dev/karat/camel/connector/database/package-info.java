/** Reckoning with the values of tables. */
@NullMarked
package dev.karat.camel.connector.database;

import org.jspecify.annotations.NullMarked;
