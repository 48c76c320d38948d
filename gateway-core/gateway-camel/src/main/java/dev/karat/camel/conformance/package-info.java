/** Whether a connector does what it declares: for its authors, without a gateway. */
@NullMarked
package dev.karat.camel.conformance;

import org.jspecify.annotations.NullMarked;
