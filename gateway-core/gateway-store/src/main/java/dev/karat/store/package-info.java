/** The engine's store over JDBC: one schema and one code for SQLite and PostgreSQL. The only package that knows SQL. */
@NullMarked
package dev.karat.store;

import org.jspecify.annotations.NullMarked;
