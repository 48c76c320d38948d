/** The command line. A command that needs no server loads neither Spring nor Camel. */
@NullMarked
package dev.karat.server.cli;

import org.jspecify.annotations.NullMarked;
