/** Events on their way to business systems that are called: signed, in order, until they are taken. */
@NullMarked
package dev.karat.camel.events;

import org.jspecify.annotations.NullMarked;
