/** Tests of the test kit. */
@NullMarked
package dev.karat.testkit;

import org.jspecify.annotations.NullMarked;
