/** Loading whole files: rows in canonical columns become records, in an empty store all at once, else page by page. */
@NullMarked
package dev.karat.server.load;

import org.jspecify.annotations.NullMarked;
