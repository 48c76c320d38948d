/**
 * Connectors that come and go while the gateway runs: found in a folder, held to limits, loaded beside the others, their
 * Java kept apart.
 */
@NullMarked
package dev.karat.camel.plugin;

import org.jspecify.annotations.NullMarked;
