package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftpTwinTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void servesAFolderToItsUserOnly() throws IOException {
        try (var sftp = SftpTwin.start(folder, 0);
                var client = SshClient.setUpDefaultClient()) {
            sftp.drop("out/customers.csv", "Nr;Name\n1;Müller\n");
            client.setServerKeyVerifier((session, address, key) -> true);
            client.start();
            try (ClientSession session = session(client, sftp)) {
                session.addPasswordIdentity(sftp.credentials().get("password"));
                session.auth().verify(5_000);
                try (SftpClient files = SftpClientFactory.instance().createSftpClient(session)) {
                    byte[] read = files.read("/out/customers.csv").readAllBytes();
                    assertThat(new String(read, StandardCharsets.UTF_8)).endsWith("1;Müller\n");
                    files.rename("/out/customers.csv", "/out/done.csv");
                }
            }
            assertThat(sftp.all()).containsExactly("out/done.csv");
            try (ClientSession session = session(client, sftp)) {
                session.addPasswordIdentity("wrong");
                assertThatThrownBy(() -> session.auth().verify(5_000)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void keepsItsHostKey() {
        String first;
        try (var sftp = SftpTwin.start(folder, 0)) {
            first = sftp.knownHostsLine();
        }
        try (var sftp = SftpTwin.start(folder, 0)) {
            assertThat(key(sftp.knownHostsLine())).isEqualTo(key(first));
        }
    }

    private static String key(String knownHostsLine) {
        return knownHostsLine.substring(knownHostsLine.indexOf(' '));
    }

    private static ClientSession session(SshClient client, SftpTwin sftp) throws IOException {
        return client.connect(SftpTwin.USER, sftp.host(), sftp.port())
                .verify(5_000)
                .getSession();
    }
}
