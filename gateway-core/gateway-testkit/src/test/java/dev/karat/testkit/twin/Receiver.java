package dev.karat.testkit.twin;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Consumer;

/** Takes webhooks. */
record Receiver(HttpServer server) implements AutoCloseable {
    static Receiver start(Consumer<Request> taken) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                taken.accept(Request.read(exchange, false));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        return new Receiver(server);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
