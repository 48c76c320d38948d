/** The twins against what the vendors document. */
@NullMarked
package dev.karat.testkit.twin;

import org.jspecify.annotations.NullMarked;
