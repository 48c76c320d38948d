package dev.karat.connectors;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a client and a server on this machine, and breaks connections when it is told to. */
final class BreakingProxy implements AutoCloseable {
    private static final int BUFFER = 8_192;

    private final ServerSocket door;
    private final int server;
    /** Bytes of answers until a connection breaks. */
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    private final AtomicBoolean atCommit = new AtomicBoolean();

    BreakingProxy(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** The connection breaks after so many bytes of answers, once. */
    void breakAfter(long bytes) {
        left.set(bytes);
    }

    /** The next commit is carried out, and its answer is lost. */
    void loseTheAnswerOfTheNextCommit() {
        atCommit.set(true);
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "breaking-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                var there = new Socket(InetAddress.getLoopbackAddress(), server);
                var lost = new AtomicBoolean();
                start(() -> pass(client, there, lost, true));
                start(() -> pass(there, client, lost, false));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, AtomicBoolean lost, boolean asking) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            var buffer = new byte[BUFFER];
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                if (asking && isCommit(buffer, size) && atCommit.compareAndSet(true, false)) {
                    lost.set(true);
                }
                if (!asking && (lost.get() || isUsedUp(size))) {
                    return;
                }
                out.write(buffer, 0, size);
                out.flush();
            }
        } catch (IOException broken) {
            // The other direction closes, too.
            return;
        }
    }

    private static boolean isCommit(byte[] bytes, int size) {
        return new String(bytes, 0, size, StandardCharsets.ISO_8859_1).contains("COMMIT");
    }

    private boolean isUsedUp(int size) {
        if (left.get() == Long.MAX_VALUE || left.addAndGet(-size) > 0) {
            return false;
        }
        left.set(Long.MAX_VALUE);
        return true;
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
