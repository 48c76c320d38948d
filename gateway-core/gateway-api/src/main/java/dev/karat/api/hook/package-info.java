/** What a plugin's Java may do, where its declaration and mapping cannot say it. */
@NullMarked
package dev.karat.api.hook;

import org.jspecify.annotations.NullMarked;
