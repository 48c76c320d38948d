package dev.karat.camel.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.camel.connector.mail.MailReader;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.engine.ingest.RecordPage;
import jakarta.mail.Message;
import java.util.List;
import java.util.Map;
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
    public int take(Exchange delivered) throws Exception {
        Message message = delivered.getMessage().getMandatoryBody(Message.class);
        Optional<? extends JsonNode> row = reader.read(message);
        if (row.isEmpty()) {
            Map<String, Long> skipped = reader.skipped();
            LOG.info("{}: a message is no customer's; so far {}", system.name(), skipped);
            return 0;
        }
        route.hand(new RecordPage(
                system.name(), stream.name(), List.of(row.get()), "message " + message.getMessageNumber()));
        return 1;
    }
}
