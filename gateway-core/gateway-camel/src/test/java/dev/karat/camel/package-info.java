/** The components at work: a real engine on an SQLite file, in a real Camel context, against twins of vendors. */
@NullMarked
package dev.karat.camel;

import org.jspecify.annotations.NullMarked;
