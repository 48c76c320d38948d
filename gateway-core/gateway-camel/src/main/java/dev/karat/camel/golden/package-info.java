/** The golden: component: a page in, desired states out, the change log. */
@NullMarked
package dev.karat.camel.golden;

import org.jspecify.annotations.NullMarked;
