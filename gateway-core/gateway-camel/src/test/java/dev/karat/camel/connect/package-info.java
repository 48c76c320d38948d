/** Tests of the connector: component against real endpoints, a real engine and a real database. */
@NullMarked
package dev.karat.camel.connect;

import org.jspecify.annotations.NullMarked;
