package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Folder;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailTwinTest {
    private static final Letter LETTER = new Letter(
            "\"Zoë Müller\" <zoe@example.org>",
            MailTwin.MAILBOX,
            "Größe?",
            "Paßt das?",
            Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path folder = Path.of("");

    @Test
    void showsACustomersLetterToAnImapClient() throws Exception {
        try (var mail = MailTwin.start(null)) {
            mail.deliver(LETTER);
            Store store = Session.getInstance(new Properties()).getStore("imap");
            store.connect(
                    mail.host(),
                    mail.imapPort(),
                    mail.credentials().get("user"),
                    mail.credentials().get("password"));
            try (store;
                    Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                assertThat(inbox.getUnreadMessageCount()).isEqualTo(1);
                assertThat(inbox.getMessage(1).getSubject()).isEqualTo("Größe?");
                assertThat(inbox.getMessage(1).getHeader("Message-ID")).containsExactly("<1@customers.example.com>");
            }
            assertThat(mail.inbox()).containsExactly(LETTER);
        }
    }

    @Test
    void keepsWhatIsSentToAnybody() {
        try (var mail = MailTwin.start(null)) {
            GreenMailUtil.sendTextEmail(
                    "steward@example.org",
                    MailTwin.MAILBOX,
                    "Notice",
                    "Two customers may be one.",
                    new ServerSetup(mail.smtpPort(), mail.host(), ServerSetup.PROTOCOL_SMTP));
            assertThat(mail.sent())
                    .extracting(Letter::to, Letter::text)
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("steward@example.org", "Two customers may be one.");
            assertThat(mail.inbox()).isEmpty();
        }
    }

    @Test
    void deliversWhatCustomersWroteAgainAfterARestart() {
        try (var mail = MailTwin.start(folder)) {
            mail.deliver(LETTER);
        }
        try (var mail = MailTwin.start(folder)) {
            mail.deliver(LETTER);
            assertThat(mail.inbox()).containsExactly(LETTER, LETTER);
        }
    }
}
