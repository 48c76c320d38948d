package dev.karat.testkit.twin;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mail server with one mailbox that customers write to (IMAP) and with SMTP for what is sent; any sent message stays
 * here. With a folder, what customers wrote is delivered again after a restart, as unread. Safe for use by several
 * threads.
 */
public final class MailTwin implements AutoCloseable {
    /** The mailbox that customers write to; also its login. */
    public static final String MAILBOX = "service@shop.example.com";

    private static final Session SESSION = Session.getInstance(new Properties());

    private final GreenMail server;
    private final GreenMailUser mailbox;
    private final @Nullable Path inbox;
    private int delivered;

    private MailTwin(GreenMail server, GreenMailUser mailbox, @Nullable Path inbox) {
        this.server = server;
        this.mailbox = mailbox;
        this.inbox = inbox;
    }

    /** Starts IMAP and SMTP on any free ports of loopback; {@code folder} keeps what customers wrote, or null. */
    public static MailTwin start(@Nullable Path folder) {
        var server = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
        });
        server.start();
        GreenMailUser mailbox = server.setUser(MAILBOX, MAILBOX, TwinSettings.OPEN_SECRET);
        var twin = new MailTwin(server, mailbox, folder == null ? null : folder.resolve("inbox"));
        twin.deliverKept();
        return twin;
    }

    public String host() {
        return "127.0.0.1";
    }

    public int imapPort() {
        return server.getImap().getPort();
    }

    public int smtpPort() {
        return server.getSmtp().getPort();
    }

    /** {@code user} and {@code password} of the mailbox. */
    public Map<String, String> credentials() {
        return Map.of("user", MAILBOX, "password", TwinSettings.OPEN_SECRET);
    }

    /** Puts a letter of a customer into the mailbox. Its Message-ID follows from its number and never comes again. */
    public synchronized void deliver(Letter letter) {
        delivered++;
        try {
            MimeMessage message = message(letter, "<" + delivered + "@customers.example.com>");
            if (inbox != null) {
                keep(message, inbox.resolve(String.format("%06d.eml", delivered)));
            }
            mailbox.deliver(message);
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("The letter cannot be delivered", e);
        }
    }

    /** What is in the mailbox that customers write to. */
    public List<Letter> inbox() {
        return letters(true);
    }

    /** What was sent to anybody else since the start. */
    public List<Letter> sent() {
        return letters(false);
    }

    @Override
    public void close() {
        server.stop();
    }

    private List<Letter> letters(boolean own) {
        try {
            var letters = new ArrayList<Letter>();
            for (MimeMessage message : server.getReceivedMessages()) {
                String to = InternetAddress.toUnicodeString(message.getAllRecipients());
                if (to.equals(MAILBOX) == own) {
                    letters.add(letter(message, to));
                }
            }
            return letters;
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("The letters cannot be read", e);
        }
    }

    private synchronized void deliverKept() {
        if (inbox == null || !Files.isDirectory(inbox)) {
            return;
        }
        try (Stream<Path> files = Files.list(inbox)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".eml"))
                    .sorted()
                    .toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    mailbox.deliver(new MimeMessage(SESSION, in));
                }
                delivered++;
            }
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException("The kept letters cannot be read", e);
        }
    }

    private static void keep(MimeMessage message, Path file) throws IOException, MessagingException {
        Files.createDirectories(file.getParent());
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(temporary)) {
            message.writeTo(out);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static MimeMessage message(Letter letter, String id) throws MessagingException {
        var message = new MimeMessage(SESSION) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        var from = new InternetAddress(letter.from());
        try {
            // Written anew with its charset: the parsed name would travel as raw bytes.
            from.setPersonal(from.getPersonal(), StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("Every Java has UTF-8", e);
        }
        message.setFrom(from);
        message.setRecipients(MimeMessage.RecipientType.TO, InternetAddress.parse(letter.to()));
        message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
        message.setText(letter.text(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(letter.at()));
        message.saveChanges();
        return message;
    }

    private static Letter letter(MimeMessage message, String to) throws MessagingException, IOException {
        Date at = message.getSentDate();
        return new Letter(
                InternetAddress.toUnicodeString(message.getFrom()),
                to,
                message.getSubject(),
                message.getContent().toString().strip(),
                at == null ? Instant.EPOCH : at.toInstant());
    }
}
