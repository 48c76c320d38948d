/** The population is what it claims to be. */
@NullMarked
package dev.karat.testkit.data;

import org.jspecify.annotations.NullMarked;
