/** Writes the first files of a gateway from what the connectors of its systems declare. */
@NullMarked
package dev.karat.camel.init;

import org.jspecify.annotations.NullMarked;
