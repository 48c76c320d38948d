/** Letters as records: who wrote, when, about what. */
@NullMarked
package dev.karat.camel.connector.mail;

import org.jspecify.annotations.NullMarked;
