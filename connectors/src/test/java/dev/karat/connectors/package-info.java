/** One test for all connectors: the folders beside it, each against its vendor's twin. */
@NullMarked
package dev.karat.connectors;

import org.jspecify.annotations.NullMarked;
