/** The connector: component: reads the streams of a system, and writes desired states to it. */
@NullMarked
package dev.karat.camel.connect;

import org.jspecify.annotations.NullMarked;
