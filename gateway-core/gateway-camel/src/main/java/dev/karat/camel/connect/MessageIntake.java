package dev.karat.camel.connect;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.mail.MailReader;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.ingest.RecordPage.Unreadable;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads mails, each a page of its own: it is seen at the server only after its commit. */
final class MessageIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(MessageIntake.class);

    private final ConnectedSystem system;
    private final StreamSpec stream;
    private final RoutePages route;
    private final MailReader reader;

    MessageIntake(ConnectedSystem system, StreamSpec stream, RoutePages route) {
        this.system = system;
        this.stream = stream;
        this.route = route;
        this.reader = new MailReader(system.connection());
    }

    @Override
    public Taken take(Exchange delivered) throws Exception {
        // Without headers of its own, the exchange would load those of the mail, however long they are.
        delivered.getMessage().setHeaders(new HashMap<>());
        Message message = delivered.getMessage().getMandatoryBody(Message.class);
        Optional<RecordPage> page = page(message);
        if (page.isEmpty()) {
            LOG.info("{}: a message is no customer's; so far {}", system.name(), reader.skipped());
            return new Taken(0, 0);
        }
        return new Taken(1, route.hand(page.get()));
    }

    private Optional<RecordPage> page(Message message) throws MessagingException {
        try {
            return reader.read(message)
                    .map(row -> new RecordPage(system.name(), stream.name(), List.of(row), origin(message)));
        } catch (GatewayException unreadable) {
            // Left unseen it would fail again at every read.
            var bad = new Unreadable(
                    unreadable.code(), String.valueOf(unreadable.getMessage()), origin(message), new byte[0]);
            return Optional.of(new RecordPage(
                    system.name(), stream.name(), List.of(), List.of(), List.of(bad), List.of(), origin(message)));
        }
    }

    /** Where a person finds the message: its UID (RFC 9051, 2.3.1.1) in the folder. */
    private static String origin(Message message) {
        try {
            return message.getFolder() instanceof UIDFolder folder
                    ? message.getFolder().getName() + " UID " + folder.getUID(message)
                    : "message " + message.getMessageNumber();
        } catch (MessagingException unknown) {
            return "message " + message.getMessageNumber();
        }
    }
}
