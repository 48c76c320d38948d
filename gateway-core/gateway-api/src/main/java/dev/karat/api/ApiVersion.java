package dev.karat.api;

/**
 * The version of what connectors may rely on: the form of {@code connector.yaml} and of mappings, and the types of this
 * module. The second number rises when something is added, the first when something that connectors use changes.
 */
public final class ApiVersion {
    public static final int MAJOR = 1;
    public static final int MINOR = 0;

    /** Both numbers, such as {@code 1.0}. */
    public static final String NUMBER = MAJOR + "." + MINOR;

    private ApiVersion() {}

    /** True if a connector that needs this version runs here. */
    public static boolean serves(int major, int minor) {
        return major == MAJOR && minor <= MINOR;
    }
}
