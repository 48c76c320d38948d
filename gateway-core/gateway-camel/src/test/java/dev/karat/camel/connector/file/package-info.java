/** Tests of files of rows. */
@NullMarked
package dev.karat.camel.connector.file;

import org.jspecify.annotations.NullMarked;
