/** Several nodes: how they wake each other, and the profiles that they keep at hand. Nothing here is needed for truth. */
@NullMarked
package dev.karat.server.cluster;

import org.jspecify.annotations.NullMarked;
