/** What operators see and may do: health, MBeans, Hawtio. */
@NullMarked
package dev.karat.server.ops;

import org.jspecify.annotations.NullMarked;
