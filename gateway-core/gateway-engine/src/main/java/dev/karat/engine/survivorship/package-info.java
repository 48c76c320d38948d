/** Which of several values the golden profile shows. */
@NullMarked
package dev.karat.engine.survivorship;

import org.jspecify.annotations.NullMarked;
