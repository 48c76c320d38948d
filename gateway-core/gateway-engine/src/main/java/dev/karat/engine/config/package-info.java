/** Reading of YAML 1.2 with positions, so that every complaint names its file and line. */
@NullMarked
package dev.karat.engine.config;

import org.jspecify.annotations.NullMarked;
