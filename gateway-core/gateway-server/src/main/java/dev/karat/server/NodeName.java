package dev.karat.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Names this process among the nodes: a name for people, and a few characters that no former process had. */
public final class NodeName {
    private static final int SUFFIX_BYTES = 3;

    private NodeName() {}

    /** A name that no other process has or had. */
    public static String of(GatewaySettings.Cluster settings) {
        byte[] suffix = new byte[SUFFIX_BYTES];
        new SecureRandom().nextBytes(suffix);
        @Nullable String given = settings.node();
        return (given != null ? given : machine()) + "-" + HexFormat.of().formatHex(suffix);
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "node";
        }
    }
}
