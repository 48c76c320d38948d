@NullMarked
package dev.karat.camel.connector.webhook;

import org.jspecify.annotations.NullMarked;
