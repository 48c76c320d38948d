/** The decisions of gateway.yaml: systems, matching, survivorship, targets. */
@NullMarked
package dev.karat.engine.policy;

import org.jspecify.annotations.NullMarked;
