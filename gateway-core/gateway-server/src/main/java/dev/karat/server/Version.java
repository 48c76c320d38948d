package dev.karat.server;

/** The version of this build. */
public final class Version {
    /** Where the classes do not come from a jar, as in a test. */
    private static final String UNPACKED = "0.1.0";

    private Version() {}

    /** The number from the jar's manifest, such as {@code 0.1.0}. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? UNPACKED : version;
    }
}
