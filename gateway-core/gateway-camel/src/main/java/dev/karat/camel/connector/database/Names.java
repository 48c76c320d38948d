package dev.karat.camel.connector.database;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of tables and columns in the quotes of one database. What could end a quoted name is no name, so that no setting
 * and no mapping can say more than a name. Immutable.
 *
 * @param quote what the driver says that names stand in; a blank means none
 */
record Names(String quote) {
    /** Letters, digits and what ERP systems use besides; never a quote, a dot, or a bracket. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}_#@][\\p{L}\\p{N}_$#@ /&%+-]{0,127}");

    /** What needs no quotes anywhere. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

    /** The name, if it is one; throws CONFIG_INVALID. */
    static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "A name of a table or column has letters, digits, blanks and _ $ # @ / & % + - only, and at most 128");
        }
        return name;
    }

    /** Names that are joined by commas. */
    static List<String> list(String names) {
        return Arrays.stream(names.split(",", -1)).map(Names::checked).toList();
    }

    /** The name in quotes. */
    String of(String name) {
        String mark = quote.strip();
        if (mark.isEmpty() && !PLAIN.matcher(name).matches()) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "This database takes names of letters and digits only");
        }
        return mark + checked(name) + mark;
    }

    /** Several of them, joined by commas. */
    String of(List<String> names) {
        return String.join(", ", names.stream().map(this::of).toList());
    }
}
