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
 * @param snapshot each file holds all records
 * @param shrinkPercentMax share of the known records that a snapshot may lack; if more are missing none was deleted
 * @param rowBytesMax longest row, in bytes
 * @param done folder into which a file goes that was read whole
 * @param failed folder into which a file goes that cannot be read
 */
public record FileOptions(
        Format format,
        char separator,
        Charset charset,
        String idColumn,
        boolean snapshot,
        int shrinkPercentMax,
        int rowBytesMax,
        String done,
        String failed) {
    /** Forms of files. */
    public enum Format {
        /** RFC 4180 with a header row. */
        CSV,
        /** One JSON object per line. */
        JSONL
    }

    /** The settings of a connection; throws CONFIG_INVALID for a charset that cannot be used. */
    public static FileOptions of(Connection connection) {
        return new FileOptions(
                connection.required("format").equals("jsonl") ? Format.JSONL : Format.CSV,
                connection.required("separator").charAt(0),
                charset(connection.required("charset")),
                connection.required("idColumn"),
                Boolean.parseBoolean(connection.required("snapshot")),
                Integer.parseInt(connection.required("shrinkPercentMax")),
                Integer.parseInt(connection.required("rowBytesMax")),
                connection.required("done"),
                connection.required("failed"));
    }

    private static Charset charset(String name) {
        try {
            Charset charset = Charset.forName(name);
            if (Lines.canRead(charset)) {
                return charset;
            }
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "There is no charset " + name);
        }
        throw new GatewayException(
                ErrorCode.CONFIG_INVALID, "Lines cannot be told apart in " + name + "; UTF-16 needs LE or BE");
    }
}
