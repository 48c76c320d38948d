package dev.karat.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;

/**
 * The network in front of the Hazelcast member of one node. The others reach it through here only, and those that are
 * parted from it hear nothing more: their connections stay open, as in a network that loses everything.
 */
final class MemberRelay implements AutoCloseable {
    private final ServerSocket door;
    private final int memberPort;
    private final IntUnaryOperator callerAt;
    private final Set<Integer> parted = ConcurrentHashMap.newKeySet();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** @param callerAt the node that a connection from a port belongs to */
    MemberRelay(int memberPort, IntUnaryOperator callerAt) throws IOException {
        this.memberPort = memberPort;
        this.callerAt = callerAt;
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    /** Where others find the member. */
    String address() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    /** From now on nothing goes to or fro between the member and that node. */
    void part(int other) {
        parted.add(other);
    }

    boolean isParted(int other) {
        return parted.contains(other);
    }

    private void accept() throws IOException {
        while (!door.isClosed()) {
            Socket caller = door.accept();
            open.add(caller);
            thread(() -> connect(caller));
        }
    }

    private void connect(Socket caller) throws IOException {
        int from = callerAt.applyAsInt(caller.getPort());
        try (caller;
                var called = new Socket(door.getInetAddress(), memberPort)) {
            open.add(called);
            thread(() -> copy(caller, called, from));
            copy(called, caller, from);
        }
    }

    /** What is parted is read and lost, so that nobody notices by a connection that is stuck. */
    private void copy(Socket in, Socket out, int caller) throws IOException {
        byte[] buffer = new byte[8_192];
        try (in;
                out) {
            for (int read = in.getInputStream().read(buffer);
                    read >= 0;
                    read = in.getInputStream().read(buffer)) {
                if (!parted.contains(caller)) {
                    out.getOutputStream().write(buffer, 0, read);
                }
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // The member, its caller or the test is gone.
                    }
                },
                "member-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
