package dev.karat.camel.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.system.ConnectionHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenFilesAreOnAnFtpServerTest {
    @TempDir
    Path data;

    private Path root = Path.of("");
    private @Nullable FtpServer server;
    private @Nullable Listener listener;

    @BeforeEach
    void start() throws IOException, FtpException {
        root = data.resolve("server");
        Files.createDirectories(root.resolve("export"));
        var user = new BaseUser();
        user.setName("erp");
        user.setPassword("open sesame");
        user.setHomeDirectory(String.valueOf(root));
        user.setAuthorities(List.of(new WritePermission()));
        var loopback = new ListenerFactory();
        loopback.setServerAddress("127.0.0.1");
        loopback.setPort(0);
        listener = loopback.createListener();
        var factory = new FtpServerFactory();
        factory.addListener("default", listener);
        factory.getUserManager().save(user);
        server = factory.createServer();
        server.start();
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(server).stop();
    }

    private FilesGateway gateway(String password) throws IOException {
        return new FilesGateway(
                data,
                List.of(
                        "url: ftp://127.0.0.1:"
                                + Objects.requireNonNull(listener).getPort() + "/export",
                        "user: erp",
                        "password: file:" + Files.writeString(data.resolve("password"), password),
                        "settle: 0ms"),
                List.of());
    }

    @Test
    void readsAndKeepsThem() throws IOException {
        Files.writeString(root.resolve("export/a.csv"), "id,last_name\n1,Lovelace\n2,Hopper\n");
        try (var gateway = gateway("open sesame").reading()) {
            await().untilAsserted(() -> assertThat(root.resolve("export/.done/20260301-080000000-a.csv"))
                    .exists());
            assertThat(gateway.store.counts().records()).isEqualTo(2);
            assertThat(root.resolve("export/a.csv")).doesNotExist();
        }
    }

    @Test
    void saysThatALoginIsRefused() throws IOException {
        try (var gateway = gateway("wrong").reading()) {
            await().untilAsserted(
                            () -> assertThat(gateway.erp().health().state()).isEqualTo(ConnectionHealth.State.FAILED));
            assertThat(gateway.erp().health().lastError()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        }
    }
}
