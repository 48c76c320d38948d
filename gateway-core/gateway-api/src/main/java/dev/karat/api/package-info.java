/** What a connector author may see, and which version of it this is. */
@NullMarked
package dev.karat.api;

import org.jspecify.annotations.NullMarked;
