/** Plugins that come, change, go and misbehave. */
@NullMarked
package dev.karat.camel.plugin;

import org.jspecify.annotations.NullMarked;
