/** One gateway as a process: settings, data directory, start and stop. */
@NullMarked
package dev.karat.server;

import org.jspecify.annotations.NullMarked;
