package dev.karat.engine.normalize;

/** What a record describes. */
public enum Kind {
    /** Too little is known to tell. */
    UNKNOWN(0),
    PERSON(1),
    ORGANIZATION(2);

    private final byte code;

    Kind(int code) {
        this.code = (byte) code;
    }

    /** The number under which it is stored; it never changes. */
    byte code() {
        return code;
    }

    static Kind ofCode(int code) {
        for (Kind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("No kind of record has the code " + code);
    }
}
