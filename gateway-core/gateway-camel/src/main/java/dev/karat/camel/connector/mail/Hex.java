package dev.karat.camel.connector.mail;

import org.apache.commons.codec.digest.DigestUtils;

/** Short names made of hashes. */
final class Hex {
    private Hex() {}

    /** The first hexadecimal digits, in small letters, of the SHA-256 of the text in UTF-8. */
    static String sha256(String text, int digits) {
        return DigestUtils.sha256Hex(text).substring(0, digits);
    }
}
