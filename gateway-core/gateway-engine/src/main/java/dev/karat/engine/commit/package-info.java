/** The one writer: what a transaction reads and writes, and the commit of many together. */
@NullMarked
package dev.karat.engine.commit;

import org.jspecify.annotations.NullMarked;
