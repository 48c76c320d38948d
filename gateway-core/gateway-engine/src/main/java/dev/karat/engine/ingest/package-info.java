/** From a page of vendor records to one commit. */
@NullMarked
package dev.karat.engine.ingest;

import org.jspecify.annotations.NullMarked;
