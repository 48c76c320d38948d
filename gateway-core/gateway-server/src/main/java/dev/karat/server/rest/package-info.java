/** What business systems and the command line ask over HTTP. */
@NullMarked
package dev.karat.server.rest;

import org.jspecify.annotations.NullMarked;
