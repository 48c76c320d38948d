package dev.karat.engine.config;

import dev.karat.api.error.ErrorCode;

/**
 * Something wrong in a file that a person wrote. Never holds a secret or personal data, only names and places.
 *
 * @param file path as the reader knows it
 * @param line line in the file, 1 or greater; 0 where no line can be told
 * @param message what is wrong
 * @param fix what to do about it
 */
public record Problem(ErrorCode code, String file, int line, String message, String fix) {
    /** A problem with the usual advice of its code. */
    public static Problem of(ErrorCode code, String file, int line, String message) {
        return new Problem(code, file, line, message, code.fix());
    }

    /** {@code file:line: message}, the form that editors and terminals make clickable. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + message + " (" + code + ")";
    }
}
