package dev.karat.testkit.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * An SFTP server over a folder, where an ERP system drops its exports: one user with a password, and a host key that
 * stays the same while the folder exists. Safe for use by several threads.
 */
public final class SftpTwin implements AutoCloseable {
    /** The one user. */
    public static final String USER = "erp";

    private final SshServer server;
    private final Path root;
    private final String password;

    private SftpTwin(SshServer server, Path root, String password) {
        this.server = server;
        this.root = root;
        this.password = password;
    }

    /**
     * Starts a server.
     *
     * @param folder where host key and files are kept; files are under {@code files/}
     * @param port loopback port, 0 for any free one
     */
    public static SftpTwin start(Path folder, int port) {
        Path root = folder.resolve("files");
        String password = TwinSettings.OPEN_SECRET;
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(port);
        var hostKey = new SimpleGeneratorHostKeyProvider(folder.resolve("hostkey"));
        hostKey.setAlgorithm(KeyUtils.EC_ALGORITHM);
        server.setKeyPairProvider(hostKey);
        server.setPasswordAuthenticator((user, given, session) -> user.equals(USER) && given.equals(password));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(root.toAbsolutePath()));
        try {
            Files.createDirectories(root);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("The SFTP twin cannot start", e);
        }
        return new SftpTwin(server, root, password);
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return server.getPort();
    }

    /** {@code user} and {@code password}. */
    public Map<String, String> credentials() {
        return Map.of("user", USER, "password", password);
    }

    /** The line of a known_hosts file for this server. */
    public String knownHostsLine() {
        try {
            PublicKey key =
                    server.getKeyPairProvider().loadKeys(null).iterator().next().getPublic();
            return "[" + host() + "]:" + port() + " " + PublicKeyEntry.toString(key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The host key cannot be read", e);
        }
    }

    /** The folder that the server shows as its root. */
    public Path root() {
        return root;
    }

    /** Drops a file as a careful sender does: under another name first, then renamed. Folders are made. */
    public Path drop(String name, String content) {
        return drop(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Drops a file of any bytes, under another name first, then renamed. */
    public Path drop(String name, byte[] content) {
        Path file = root.resolve(name);
        Path temporary = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.createDirectories(file.getParent());
            Files.write(temporary, content);
            return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The file cannot be dropped", e);
        }
    }

    /** Names of all files, relative to the root, in order of name; hidden ones too. */
    public List<String> all() {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The files cannot be listed", e);
        }
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException("The SFTP twin cannot stop", e);
        }
    }
}
