/** The command line. Commands that need no server start neither Spring nor Camel. */
@NullMarked
package dev.karat.server.cli;

import org.jspecify.annotations.NullMarked;
