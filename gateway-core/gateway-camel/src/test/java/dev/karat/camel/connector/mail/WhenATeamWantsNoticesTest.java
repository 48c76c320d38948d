package dev.karat.camel.connector.mail;

import static dev.karat.camel.connector.mail.MailGateway.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.Setting;
import dev.karat.testkit.twin.Letter;
import dev.karat.testkit.twin.MailTwin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails about what happened to customers, sent by the real camel-mail to a real SMTP server. */
class WhenATeamWantsNoticesTest {
    private static final String TEAM = "team@shop.example.com";

    @TempDir
    Path folder;

    MailTwin mail;
    MailGateway gateway;
    private final AtomicInteger pages = new AtomicInteger();

    @BeforeEach
    void open() {
        mail = MailTwin.start(null);
        gateway = gateway("first", mail.smtpPort(), TEAM);
    }

    private MailGateway gateway(String name, int smtp, String team) {
        var fresh = new MailGateway(folder.resolve(name), mail, smtp, team);
        fresh.erp("1", "Anna", "Musterfrau", "anna@musterfrau.de");
        fresh.erp("2", "Bob", "Muster", "bob@muster.de");
        return fresh;
    }

    @AfterEach
    void close() {
        gateway.close();
        mail.close();
    }

    private void notifyTeam() {
        gateway.route(routes -> routes.from(
                        "golden:changes?format=changes&subscriber=team&initialDelay=0&delay=20&greedy=false")
                .routeId("notices")
                .process(page -> pages.incrementAndGet())
                .to("connector:notify?system=mailbox"));
    }

    private void grant(Phase phase) {
        MailGateway.await(gateway.hub.grant("mailbox", phase));
    }

    private long place() {
        return gateway.hub
                .cursor(Setting.Scope.SUBSCRIBER, "changes/team")
                .map(Long::parseLong)
                .orElse(0L);
    }

    @Test
    void tellsOnceWhatHappened() {
        grant(Phase.LIVE);
        notifyTeam();
        eventually().until(() -> place() == 2);
        assertThat(mail.sent()).hasSize(1);
        Letter notice = mail.sent().get(0);
        assertThat(notice.to()).isEqualTo(TEAM);
        assertThat(notice.from()).isEqualTo(MailTwin.MAILBOX);
        assertThat(notice.subject()).isEqualTo("Customers: 2 new");
        assertThat(notice.text())
                .contains("https://karat.example.com/api/customers/"
                        + gateway.erpProfile("1").orElseThrow().id())
                .doesNotContain("Anna", "musterfrau", "erp");

        gateway.erp("2", "Anna", "Musterfrau", "anna@musterfrau.de");
        eventually().until(() -> mail.sent().size() == 2);
        assertThat(mail.sent().get(1).subject()).isEqualTo("Customers: 1 merged");
    }

    @Test
    void sendsNothingAndLosesNothingWhileItIsClosed() {
        notifyTeam();
        eventually().until(() -> pages.get() > 3);
        assertThat(mail.sent()).isEmpty();
        assertThat(place()).isZero();
        grant(Phase.PREVIEW);
        int seen = pages.get();
        eventually().until(() -> pages.get() > seen + 3);
        assertThat(mail.sent()).isEmpty();

        grant(Phase.LIVE);
        eventually().until(() -> place() == 2);
        assertThat(mail.sent()).extracting(Letter::subject).containsExactly("Customers: 2 new");
    }

    @Test
    void tellsNothingTwiceAfterACrashBetweenTheMailAndItsPlace() {
        grant(Phase.LIVE);
        notifyTeam();
        eventually().until(() -> place() == 2);
        MailGateway.await(gateway.hub.remember(Setting.Scope.SUBSCRIBER, "changes/team", "0"));
        eventually().until(() -> place() == 2);
        assertThat(mail.sent()).hasSize(1);
    }

    @Test
    void tellsMailSystemsThatAProgramWroteIt() {
        gateway.close();
        gateway = gateway("other", mail.smtpPort(), MailTwin.MAILBOX);
        grant(Phase.LIVE);
        notifyTeam();
        eventually().until(() -> place() == 2);
        assertThat(new Mailbox(mail).fields("Message-ID", "Auto-Submitted"))
                .containsExactly("<karat.team.1-2@shop.example.com>", "auto-generated");
        gateway.readMail();
        eventually().until(() -> new Mailbox(mail).unseen() == 0);
        assertThat(gateway.store.recordsOfSystem("mailbox", "customer", null, 1))
                .isEmpty();
    }

    @Test
    void waitsForAServerThatIsDown() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        gateway.close();
        gateway = gateway("other", port, TEAM);
        grant(Phase.LIVE);
        notifyTeam();
        eventually().until(() -> pages.get() > 3);
        assertThat(place()).isZero();
        gateway.clock.advance(Duration.ofMinutes(1));
        int seen = pages.get();
        eventually().until(() -> pages.get() > seen + 3);
        assertThat(place()).isZero();
        assertThat(gateway.systems.get("mailbox").health().isDue()).isTrue();
    }
}
