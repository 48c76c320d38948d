/**
 * Whether two records describe one customer: which pairs are compared (keys and caps), what their comparison weighs
 * (a frozen model), and which records form one cluster. Pure functions; nothing here depends on the order of records.
 */
@NullMarked
package dev.karat.engine.match;

import org.jspecify.annotations.NullMarked;
