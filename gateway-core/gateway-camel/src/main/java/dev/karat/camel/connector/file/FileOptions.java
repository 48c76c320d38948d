package dev.karat.camel.connector.file;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Connection;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/**
 * How the files of one system are written. Immutable.
 *
 * @param separator between the cells of a CSV row
 * @param idColumn column that holds the record's id
 * @param deletedColumn column that says that a record was deleted
 * @param snapshot each file holds all records
 * @param shrinkPercentMax share of the known records that a snapshot may lack; if more are missing none was deleted
 * @param rowLengthMax longest row, in characters
 */
public record FileOptions(
        Format format,
        char separator,
        Charset charset,
        String idColumn,
        String deletedColumn,
        boolean snapshot,
        int shrinkPercentMax,
        int rowLengthMax) {
    /** Forms of files. */
    public enum Format {
        /** RFC 4180 with a header row. */
        CSV,
        /** One JSON object per line. */
        JSONL
    }

    /** The settings of a connection; throws CONFIG_INVALID for a charset that does not exist. */
    public static FileOptions of(Connection connection) {
        String charset = connection.required("charset");
        try {
            return new FileOptions(
                    connection.required("format").equals("jsonl") ? Format.JSONL : Format.CSV,
                    connection.required("separator").charAt(0),
                    Charset.forName(charset),
                    connection.required("id"),
                    connection.required("deletedColumn"),
                    Boolean.parseBoolean(connection.required("snapshot")),
                    Integer.parseInt(connection.required("shrinkPercentMax")),
                    Integer.parseInt(connection.required("rowBytesMax")));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "There is no charset " + charset);
        }
    }
}
