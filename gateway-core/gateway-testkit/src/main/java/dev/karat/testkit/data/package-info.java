/** A seeded population of customers, and what four kinds of business systems would hold of it. */
@NullMarked
package dev.karat.testkit.data;

import org.jspecify.annotations.NullMarked;
