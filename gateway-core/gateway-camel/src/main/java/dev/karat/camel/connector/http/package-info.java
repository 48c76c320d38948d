/** Calls to a vendor over HTTP: credentials, limits, and what its answers mean. */
@NullMarked
package dev.karat.camel.connector.http;

import org.jspecify.annotations.NullMarked;
