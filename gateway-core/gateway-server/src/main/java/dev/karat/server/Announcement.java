package dev.karat.server;

import jakarta.annotation.PreDestroy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells in the data folder where the gateway listens, from the moment it is ready until it stops. */
@Component
public class Announcement {
    private final DataDirectory data;
    private final String host;
    private volatile @Nullable RunningGateway running;

    Announcement(DataDirectory data, @Value("${server.address}") String address) {
        this.data = data;
        this.host = host(address);
    }

    /** From this machine, a server that listens everywhere is reached over loopback. */
    private static String host(String address) {
        if (address.equals("0.0.0.0") || address.equals("::")) {
            return "127.0.0.1";
        }
        return address.contains(":") ? "[" + address + "]" : address;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext server) {
            int port = server.getWebServer().getPort();
            var found = new RunningGateway(
                    "http://" + host + ":" + port,
                    port,
                    ProcessHandle.current().pid(),
                    data.adminTokenFile().toString());
            found.announce(data.folder());
            running = found;
        }
    }

    /** Where the gateway listens, once it is ready. */
    public Optional<RunningGateway> running() {
        return Optional.ofNullable(running);
    }

    @PreDestroy
    void stopped() {
        if (running != null) {
            RunningGateway.withdraw(data.folder());
        }
    }
}
