package dev.karat.camel.connector.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Connection;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailReaderTest {
    private static final String HEAD = """
            Message-ID: <1@mail.musterfrau.de>
            Date: Mon, 2 Feb 2026 10:00:00 +0100
            Subject: Where is my order?
            """;

    private final MailReader reader = new MailReader(new Connection(
            Map.of("user", "service@shop.de", "own", "info@shop.de, @shop-staff.de", "subjectMax", "40"), Set.of()));

    private Optional<ObjectNode> read(String head) throws Exception {
        return read(head, null);
    }

    private Optional<ObjectNode> read(String head, @Nullable Instant received) throws Exception {
        byte[] bytes = (head.strip() + "\n\nHello\n").getBytes(StandardCharsets.UTF_8);
        var session = Session.getInstance(new Properties());
        return reader.read(new MimeMessage(session, new ByteArrayInputStream(bytes)) {
            @Override
            public @Nullable Date getReceivedDate() {
                return received == null ? null : Date.from(received);
            }
        });
    }

    @Test
    void makesOneRowOfSenderAndMessage() throws Exception {
        ObjectNode row =
                read(HEAD + "From: Anna Musterfrau <Anna@Musterfrau.DE>").orElseThrow();
        assertThat(row.at("/id").asText()).isEqualTo("1@mail.musterfrau.de");
        assertThat(row.at("/date").asText()).isEqualTo("2026-02-02T09:00:00Z");
        assertThat(row.at("/subject").asText()).isEqualTo("Where is my order?");
        assertThat(row.at("/sender/address").asText()).isEqualTo("anna@musterfrau.de");
        assertThat(row.at("/sender/name").asText()).isEqualTo("Anna Musterfrau");
        // printf anna@musterfrau.de | sha256sum
        assertThat(row.at("/sender/id").asText())
                .isEqualTo("36988671e89442eedad2801e")
                .hasSize(24);
        assertThat(row.size()).isEqualTo(4);
    }

    @Nested
    class WhenTheServerFails {
        private Message failing(MessagingException failure) {
            return new MimeMessage(Session.getInstance(new Properties())) {
                @Override
                public String[] getHeader(String name) throws MessagingException {
                    throw failure;
                }
            };
        }

        @Test
        void refusesAMessageThatItCannotShow() {
            assertThatThrownBy(() -> reader.read(failing(new MessagingException("A8 BAD Anna's letter is damaged"))))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            bad -> assertThat(bad.code()).isEqualTo(ErrorCode.RECORD_MALFORMED))
                    .hasMessageNotContaining("Anna");
        }

        @Test
        void leavesAMessageForLaterWhenTheConnectionIsLost() {
            var lost = new MessagingException("A8", new IOException("Connection reset"));
            assertThatThrownBy(() -> reader.read(failing(lost))).isSameAs(lost);
        }

        @Test
        void passesOverAMessageThatSomebodyRemoved() throws Exception {
            assertThat(reader.read(failing(new MessageRemovedException()))).isEmpty();
        }
    }

    @Nested
    class WhenItIsNoCustomers {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "BOUNCE|Return-Path: <>",
                    "BOUNCE|Content-Type: multipart/report; report-type=delivery-status; boundary=x",
                    "AUTOMATIC|Auto-Submitted: auto-replied",
                    "AUTOMATIC|Auto-Submitted: auto-generated (rejected)",
                    "AUTOMATIC|X-Autoreply: yes",
                    "AUTOMATIC|Precedence: auto_reply",
                    "LIST|Precedence: Bulk",
                    "LIST|Precedence: list",
                    "LIST|Precedence: junk",
                    "LIST|List-Id: Friends <friends.lists.de>",
                    "LIST|List-Unsubscribe: <https://lists.de/u>",
                    "SPAM|X-Spam-Flag: YES"
                })
        void passesItOverAndCountsIt(String why, String field) throws Exception {
            assertThat(read(HEAD + "From: Anna <anna@musterfrau.de>\n" + field)).isEmpty();
            assertThat(reader.skipped()).isEqualTo(Map.of(why, 1L));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "BOUNCE|From: Mail Delivery Subsystem <MAILER-DAEMON@mx.de>",
                    "BOUNCE|From: MAILER-DAEMON (Mail Delivery System)",
                    "AUTOMATIC|From: Shop <no-reply@bank.de>",
                    "OWN|From: Service <SERVICE@shop.de>",
                    "OWN|From: info@shop.de",
                    "OWN|From: Bob <bob@shop-staff.de>",
                    "NO_SENDER|From: Anna Musterfrau",
                    "NO_SENDER|From: <>",
                    "NO_SENDER|From: a@musterfrau.de, b@musterfrau.de",
                    "NO_SENDER|To: service@shop.de",
                    "NO_SENDER|From: undisclosed-recipients:;"
                })
        void looksAtWhomItIsFrom(String why, String from) throws Exception {
            assertThat(read(HEAD + from)).isEmpty();
            assertThat(reader.skipped()).isEqualTo(Map.of(why, 1L));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Auto-Submitted: no",
                    "Precedence: first-class",
                    "Return-Path: <anna@musterfrau.de>",
                    "X-Spam-Flag: NO"
                })
        void takesWhatOnlyLooksLikeIt(String field) throws Exception {
            assertThat(read(HEAD + "From: anna@musterfrau.de\n" + field)).isPresent();
        }
    }

    @Nested
    class WhenItIsWrittenBadly {
        @Test
        void readsEncodedWordsAndBareUtf8() throws Exception {
            assertThat(read("From: =?ISO-8859-1?Q?Zo=EB_M=FCller?= <z@m.de>\nSubject: =?UTF-8?B?R3LDtsOfZT8=?=")
                            .orElseThrow()
                            .findValuesAsText("name"))
                    .containsExactly("Zoë Müller");
            ObjectNode bare = read("From: Zoë Müller <z@m.de>\nSubject: Größe?").orElseThrow();
            assertThat(bare.at("/sender/name").asText()).isEqualTo("Zoë Müller");
            assertThat(bare.at("/subject").asText()).isEqualTo("Größe?");
        }

        @Test
        void keepsTheSenderWhenItsNameOrSubjectIsGarbled() throws Exception {
            ObjectNode row = read("From: =?x-unknown?Q?=FF=FE?= <z@m.de>\nSubject: =?x-unknown?B?//8=?= \u0007?")
                    .orElseThrow();
            assertThat(row.at("/sender/address").asText()).isEqualTo("z@m.de");
            assertThat(row.at("/sender").has("name")).isFalse();
            assertThat(row.at("/subject").asText()).isEqualTo("=?x-unknown?B?//8=?= ?");
        }

        @Test
        void cutsTheSubject() throws Exception {
            assertThat(read("From: z@m.de\nSubject: " + "x".repeat(39) + "😀" + "y".repeat(50_000))
                            .orElseThrow()
                            .at("/subject")
                            .asText())
                    .isEqualTo("x".repeat(39));
        }

        @Test
        void namesAMessageWithoutIdByItsHead() throws Exception {
            String head = "From: z@m.de\nDate: Mon, 2 Feb 2026 10:00:00 +0100\nSubject: ";
            String first = read(head + "one").orElseThrow().at("/id").asText();
            assertThat(first).matches("[0-9a-f]{40}");
            assertThat(read(head + "one").orElseThrow().at("/id").asText()).isEqualTo(first);
            assertThat(read(head + "two").orElseThrow().at("/id").asText()).isNotEqualTo(first);
            assertThat(read(head + "one\nMessage-ID: <" + "i".repeat(600) + "@m.de>")
                            .orElseThrow()
                            .at("/id")
                            .asText())
                    .isEqualTo(first);
        }

        @Test
        void takesTheTimeOfArrivalForAMissingOrLaterDate() throws Exception {
            var arrived = Instant.parse("2026-03-01T00:00:00Z");
            assertThat(read("From: z@m.de", arrived).orElseThrow().at("/date").asText())
                    .isEqualTo("2026-03-01T00:00:00Z");
            assertThat(read("From: z@m.de\nDate: yesterday", arrived)
                            .orElseThrow()
                            .at("/date")
                            .asText())
                    .isEqualTo("2026-03-01T00:00:00Z");
            assertThat(read("From: z@m.de\nDate: Fri, 1 Jan 2099 00:00:00 +0000", arrived)
                            .orElseThrow()
                            .at("/date")
                            .asText())
                    .isEqualTo("2026-03-01T00:00:00Z");
            assertThat(read("From: z@m.de").orElseThrow().has("date")).isFalse();
        }
    }

    @Nested
    class WhenThereIsADisplayName {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "Anna Smith|Anna Smith",
                    "\"Smith, Anna\"|Smith, Anna",
                    "\"'Anna Smith'\"|Anna Smith",
                    "Dr. Anna O'Brien-Smith|Dr. Anna O'Brien-Smith",
                    "Muster & Sohn GmbH|Muster & Sohn GmbH",
                    "=?UTF-8?B?5bGx55Sw5aSq6YOO?=|山田太郎"
                })
        void takesIt(String written, String name) throws Exception {
            assertThat(read("From: " + written + " <a@m.de>")
                            .orElseThrow()
                            .at("/sender/name")
                            .asText())
                    .isEqualTo(name);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Anna Smith via Forum",
                    "\"Anna Smith (via Forum)\"",
                    "Bob on behalf of Anna Smith",
                    "\"anna@smith.de\"",
                    "Anna",
                    "Anna Smith 2",
                    "Shop Support",
                    "Kundenservice | Shop",
                    "\"Smith, MD\"",
                    "\"Acme, Inc.\"",
                    "\"Smith, Anna, Berlin\"",
                    "Smith, Anna",
                    "\"\""
                })
        void leavesItOutInDoubt(String written) throws Exception {
            assertThat(read("From: " + written + " <a@m.de>")
                            .orElseThrow()
                            .at("/sender")
                            .has("name"))
                    .isFalse();
        }
    }
}
