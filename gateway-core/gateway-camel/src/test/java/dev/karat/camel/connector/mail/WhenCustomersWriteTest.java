package dev.karat.camel.connector.mail;

import static dev.karat.camel.connector.mail.MailGateway.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.system.ConnectionHealth;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.StoredGolden;
import dev.karat.testkit.twin.MailTwin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters in the mailbox, read by the real camel-mail from a real IMAP server into the real engine. */
class WhenCustomersWriteTest {
    private static final String ANNA = "anna@musterfrau.de";
    private static final String TEAM = "team@shop.example.com";

    @TempDir
    Path folder;

    MailTwin mail;
    Mailbox mailbox;
    MailGateway gateway;

    @BeforeEach
    void open() {
        mail = MailTwin.start(null);
        mailbox = new Mailbox(mail);
        gateway = new MailGateway(folder, mail, mail.smtpPort(), TEAM);
    }

    @AfterEach
    void close() {
        gateway.close();
        mail.close();
    }

    private void annaWrites(String subject, String at) {
        mailbox.letter("Anna Musterfrau <" + ANNA + ">", subject, at);
    }

    private void isRead() {
        eventually().until(() -> mailbox.unseen() == 0);
    }

    @Nested
    class WhenTheSenderIsUnknown {
        @Test
        void becomesALeadWithItsMessages() {
            annaWrites("Größe?", "2026-02-01T10:00:00Z");
            annaWrites("And the colour?", "2026-02-02T10:00:00Z");
            gateway.readMail();
            isRead();
            StoredGolden lead = gateway.profile(ANNA).orElseThrow();
            assertThat(lead.profile().data().text(Attribute.NAME)).isEqualTo("Anna Musterfrau");
            assertThat(lead.profile().data().texts(Attribute.EMAILS)).containsExactly(ANNA);
            assertThat(lead.profile().data().attributes()).containsExactly(Attribute.NAME, Attribute.EMAILS);
            assertThat(gateway.mails(lead))
                    .extracting(Interaction::kind, Interaction::summary, Interaction::status)
                    .containsExactly(tuple("email", "And the colour?", null), tuple("email", "Größe?", null));
            assertThat(gateway.store.counts().records()).isEqualTo(1);
        }

        @Test
        void keepsTheAddressOutOfEveryKeyAndReference() {
            annaWrites("Hello", "2026-02-01T10:00:00Z");
            gateway.readMail();
            isRead();
            StoredGolden lead = gateway.profile(ANNA).orElseThrow();
            assertThat(gateway.mails(lead)).allMatch(one -> one.customerRef().matches("[0-9a-f]{24}"));
            assertThat(gateway.store.changes(0, 10))
                    .noneMatch(change -> change.cause().contains("anna"));
        }

        @Test
        void isNamedAsInItsLatestMessageWhateverCameLast() {
            mailbox.letter("Anna Meier <" + ANNA + ">", "Married", "2026-02-03T10:00:00Z");
            annaWrites("Before", "2026-02-01T10:00:00Z");
            gateway.readMail();
            isRead();
            StoredGolden lead = gateway.profile(ANNA).orElseThrow();
            assertThat(lead.profile().data().text(Attribute.NAME)).isEqualTo("Anna Meier");
            assertThat(gateway.mails(lead)).hasSize(2);
        }
    }

    @Nested
    class WhenTheErpKnowsTheSender {
        @Test
        void showsTheMessageOnTheCustomersProfile() {
            gateway.erp("1", "Anna", "Musterfrau", ANNA);
            annaWrites("Where is my order?", "2026-02-01T10:00:00Z");
            gateway.readMail();
            isRead();
            StoredGolden customer = gateway.erpProfile("1").orElseThrow();
            assertThat(gateway.mails(customer)).extracting(Interaction::summary).containsExactly("Where is my order?");
            assertThat(customer.profile().data().text(Attribute.GIVEN_NAME)).isEqualTo("Anna");
            assertThat(gateway.store.counts().profiles()).isEqualTo(1);
        }

        @Test
        void bringsTheLeadTogetherWithACustomerThatComesLater() {
            mailbox.letter(ANNA, "Do you deliver?", "2026-02-01T10:00:00Z");
            gateway.readMail();
            isRead();
            String lead = gateway.profile(ANNA).orElseThrow().id();
            gateway.erp("1", "Anna", "Musterfrau", ANNA);
            StoredGolden customer = gateway.erpProfile("1").orElseThrow();
            assertThat(customer.id()).isEqualTo(lead);
            assertThat(gateway.mails(customer)).hasSize(1);
        }

        @Test
        void followsAMerge() {
            annaWrites("One", "2026-02-01T10:00:00Z");
            mailbox.letter("Anna Musterfrau <anna.musterfrau@post.de>", "Two", "2026-02-02T10:00:00Z");
            gateway.readMail();
            isRead();
            gateway.erp("1", "Anna", "Musterfrau", ANNA);
            gateway.erp("2", "Anna", "Musterfrau", "anna.musterfrau@post.de");
            gateway.erp("2", "Anna", "Musterfrau", ANNA);
            StoredGolden customer = gateway.erpProfile("1").orElseThrow();
            assertThat(gateway.mails(customer)).extracting(Interaction::summary).contains("One");
            assertThat(gateway.erpProfile("2").orElseThrow().id()).isEqualTo(customer.id());
        }
    }

    @Nested
    class WhenTheCustomerWasErased {
        @Test
        void keepsNeitherTheLeadNorWhatItWritesNow() {
            annaWrites("Before", "2026-02-01T10:00:00Z");
            gateway.readMail();
            isRead();
            StoredGolden lead = gateway.profile(ANNA).orElseThrow();
            MailGateway.await(gateway.hub.erase(lead.id(), "request 1"));
            assertThat(gateway.mails(lead)).isEmpty();
            mailbox.forget();
            annaWrites("After", "2026-02-05T10:00:00Z");
            isRead();
            assertThat(gateway.lead(ANNA)).isEmpty();
            assertThat(gateway.store.interactions("mailbox", List.of(new Sender(ANNA, null).id(), ANNA), 10))
                    .isEmpty();
        }
    }

    @Nested
    class WhenTheCommitFails {
        @Test
        void leavesTheMessageUnseenAndReadsItAgain() {
            annaWrites("Hello", "2026-02-01T10:00:00Z");
            var attempts = new AtomicInteger();
            var unseen = new CopyOnWriteArrayList<Integer>();
            gateway.readMail(page -> {
                unseen.add(mailbox.unseen());
                if (attempts.incrementAndGet() == 1) {
                    throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The disk is full");
                }
            });
            eventually().until(() -> attempts.get() == 1);
            assertThat(mailbox.unseen()).isEqualTo(1);
            assertThat(gateway.lead(ANNA)).isEmpty();
            eventually().until(() -> {
                gateway.clock.advance(Duration.ofSeconds(1));
                return mailbox.unseen() == 0;
            });
            assertThat(unseen).containsOnly(1);
            assertThat(gateway.mails(gateway.profile(ANNA).orElseThrow())).hasSize(1);
        }

        @Test
        void changesNothingWhenItReadsAgainAfterACrash() {
            annaWrites("Hello", "2026-02-01T10:00:00Z");
            var outcomes = new CopyOnWriteArrayList<List<?>>();
            gateway.route(routes -> routes.from("connector:read?system=mailbox&initialDelay=0")
                    .to("golden:ingest")
                    .process(done -> outcomes.add(done.getMessage().getBody(List.class))));
            isRead();
            long version = gateway.profile(ANNA).orElseThrow().version();
            mailbox.forget();
            isRead();
            assertThat(outcomes)
                    .containsExactly(
                            List.of(IngestOutcome.COMMITTED, IngestOutcome.COMMITTED),
                            List.of(IngestOutcome.DUPLICATE, IngestOutcome.COMMITTED));
            StoredGolden lead = gateway.profile(ANNA).orElseThrow();
            assertThat(lead.version()).isEqualTo(version);
            assertThat(gateway.mails(lead)).hasSize(1);
        }
    }

    @Nested
    class WhenThePasswordIsWrong {
        @Test
        void stopsTheConnectionAndSaysSo() {
            gateway.close();
            gateway = new MailGateway(folder.resolve("other"), mail, mail.smtpPort(), TEAM, "wrong");
            ConnectionHealth health = gateway.systems.get("mailbox").health();
            gateway.readMail();
            eventually().until(() -> health.state() == ConnectionHealth.State.FAILED);
            assertThat(health.lastError()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        }
    }

    @Nested
    class WhenNobodyWrote {
        @Test
        void makesNoLeadOfBouncesAutomaticAnswersAndLists() {
            nobody("From: MAILER-DAEMON@mx.de\nReturn-Path: <>");
            nobody("From: Bob Muster <bob@muster.de>\nAuto-Submitted: auto-replied");
            nobody("From: Bob Muster <bob@muster.de>\nPrecedence: bulk");
            nobody("From: Shop <" + MailTwin.MAILBOX + ">");
            nobody("X-Mailer: a program");
            annaWrites("Hello", "2026-02-01T10:00:00Z");
            gateway.readMail();
            isRead();
            assertThat(gateway.store.counts().records()).isEqualTo(1);
            assertThat(gateway.profile(ANNA)).isPresent();
            assertThat(gateway.store.counts().deadLetters()).isZero();
        }

        private void nobody(String fields) {
            mailbox.raw(fields + "\nDate: Mon, 2 Feb 2026 10:00:00 +0000\nSubject: x\n\nText\n");
        }
    }

    @Nested
    class WhenAMessageIsBad {
        @Test
        void takesWhatCanBeTakenAndGoesOn() {
            mailbox.raw("""
                    From: =?utf-7?Q?+AGE-?= <garbled@muster.de>
                    Subject: =?x?B?!!?= \u00ff\u00fe
                    Content-Type: text/plain; charset=no-such-charset

                    \u00ff\u00fe
                    """);
            mailbox.raw("""
                    From: big@muster.de
                    Content-Type: multipart/mixed; boundary=b

                    --b
                    Content-Type: application/pdf

                    %s
                    --b--
                    """.formatted("0123456789abcdef\n".repeat(600_000)));
            mailbox.raw("\nNo head at all\n");
            annaWrites("Hello", "2026-02-01T10:00:00Z");
            gateway.readMail();
            isRead();
            eventually().until(() -> gateway.hub.baseline().isComplete("mailbox"));
            assertThat(gateway.profile("garbled@muster.de")).isPresent();
            assertThat(gateway.profile("big@muster.de")).isPresent();
            assertThat(gateway.profile(ANNA)).isPresent();
        }
    }
}
