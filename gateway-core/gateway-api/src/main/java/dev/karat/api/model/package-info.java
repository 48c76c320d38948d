/** The customer data that passes between connectors and the engine: immutable values, no behaviour of the pipeline. */
@NullMarked
package dev.karat.api.model;

import org.jspecify.annotations.NullMarked;
