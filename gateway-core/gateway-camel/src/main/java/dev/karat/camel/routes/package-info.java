/** The files of routes/: loaded one by one, reloaded while running, the last good version kept. */
@NullMarked
package dev.karat.camel.routes;

import org.jspecify.annotations.NullMarked;
