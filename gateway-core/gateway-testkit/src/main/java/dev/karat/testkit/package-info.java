/**
 * What tests and the demonstration need beside the product: vendor twins, a customer population, a clock that stands
 * still.
 */
@NullMarked
package dev.karat.testkit;

import org.jspecify.annotations.NullMarked;
