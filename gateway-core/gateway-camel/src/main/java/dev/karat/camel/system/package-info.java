/** The configured systems at work: their connectors joined with their settings, as routes and the engine see them. */
@NullMarked
package dev.karat.camel.system;

import org.jspecify.annotations.NullMarked;
