/** Tests of reading letters and sending notices. */
@NullMarked
package dev.karat.camel.connector.mail;

import org.jspecify.annotations.NullMarked;
