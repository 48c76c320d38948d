/** Who is asking, and what that login may do. */
@NullMarked
package dev.karat.server.security;

import org.jspecify.annotations.NullMarked;
