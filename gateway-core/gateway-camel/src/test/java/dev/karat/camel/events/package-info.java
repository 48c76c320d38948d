/** Tests of events that business systems are sent. */
@NullMarked
package dev.karat.camel.events;

import org.jspecify.annotations.NullMarked;
