package dev.karat.engine.resolve;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read from the files.
 *
 * @param records each record once
 * @param rows for each row of the input, in order, the index of its record
 * @param truth for each record its true customer, or null; empty if there is no such column
 * @param hasSystem true if a file has the column {@code system}
 * @param notices what the user should know, such as columns that were ignored
 */
@SuppressWarnings("ArrayRecordComponent") // A million rows: a list of boxed numbers would take five times the memory.
public record ResolveInput(
        List<InputRecord> records, int[] rows, List<@Nullable String> truth, boolean hasSystem, List<String> notices) {}
