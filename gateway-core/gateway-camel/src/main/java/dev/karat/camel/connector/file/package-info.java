/** Files of rows: CSV and JSON Lines, read row by row and written whole. */
@NullMarked
package dev.karat.camel.connector.file;

import org.jspecify.annotations.NullMarked;
