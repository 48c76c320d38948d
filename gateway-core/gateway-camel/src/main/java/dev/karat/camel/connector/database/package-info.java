/** Tables of a database over JDBC: read page by page, written row by row. The only SQL outside of the store. */
@NullMarked
package dev.karat.camel.connector.database;

import org.jspecify.annotations.NullMarked;
