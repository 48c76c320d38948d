package dev.karat.api.error;

/** What to do next about a failure. */
public enum ErrorKind {
    /** This record or item will fail again as it is: it goes to the dead letters, the rest goes on. */
    REJECTED,
    /** It may succeed later: back off, honour Retry-After, try again. */
    RETRYABLE,
    /** The connection cannot work until somebody mends it: it stops and says so. */
    FATAL
}
