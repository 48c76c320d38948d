package dev.karat.camel.connector.mail;

import dev.karat.testkit.twin.Letter;
import dev.karat.testkit.twin.MailTwin;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The mailbox as a person sees it, and what arrives in it. */
final class Mailbox {
    private static final Session SESSION = Session.getInstance(new Properties());

    private final MailTwin mail;

    Mailbox(MailTwin mail) {
        this.mail = mail;
    }

    /** A letter in good order. */
    void letter(String from, String subject, String at) {
        mail.deliver(new Letter(from, MailTwin.MAILBOX, subject, "Hello", Instant.parse(at)));
    }

    /** A message as it is written, characters as bytes; mail ends its lines with CR and LF. */
    void raw(String text) {
        byte[] message = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        with(inbox ->
                inbox.appendMessages(new Message[] {new MimeMessage(SESSION, new ByteArrayInputStream(message))}));
    }

    int unseen() {
        int[] count = new int[1];
        with(inbox -> count[0] = inbox.getUnreadMessageCount());
        return count[0];
    }

    /** Takes the seen flag away again, as if the gateway had been killed before it set the flag. */
    void forget() {
        with(inbox -> inbox.setFlags(inbox.getMessages(), new Flags(Flags.Flag.SEEN), false));
    }

    /** Fields of the only message. */
    List<String> fields(String... names) {
        var fields = new ArrayList<String>();
        with(inbox -> {
            for (String name : names) {
                fields.addAll(List.of(inbox.getMessage(1).getHeader(name)));
            }
        });
        return fields;
    }

    private interface Use {
        void of(Folder inbox) throws MessagingException;
    }

    private void with(Use use) {
        try (Store store = SESSION.getStore("imap")) {
            store.connect(
                    mail.host(),
                    mail.imapPort(),
                    mail.credentials().get("user"),
                    mail.credentials().get("password"));
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_WRITE);
                use.of(inbox);
            }
        } catch (MessagingException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
