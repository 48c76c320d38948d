/** Pages that people look at after a command, complete in one file. */
@NullMarked
package dev.karat.server.report;

import org.jspecify.annotations.NullMarked;
