package dev.karat.camel.connector.mail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.spec.Connection;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MailDateFormat;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Turns the messages of a mailbox into rows: one row is both, the sender as a lead and the message as something the
 * sender did. Safe for use by several threads.
 */
public final class MailReader {
    private static final int HASH_DIGITS = 40;

    private final OwnAddresses own;
    private final int subjectMax;
    private final Map<NoCustomer, LongAdder> skipped = new ConcurrentHashMap<>();

    /** @param connection of the {@code mail} connector */
    public MailReader(Connection connection) {
        this.own = OwnAddresses.of(
                connection.values().getOrDefault("own", ""), connection.values().getOrDefault("user", ""));
        this.subjectMax = Integer.parseInt(connection.required("subjectMax"));
    }

    /**
     * The row of a message, or empty if it is no customer's, or was removed meanwhile. Its body is not loaded.
     *
     * @throws GatewayException RECORD_MALFORMED if the server answers, but cannot show this message
     * @throws MessagingException if the server cannot be asked
     */
    public Optional<ObjectNode> read(Message message) throws MessagingException {
        try {
            return row(MessageHead.of(message));
        } catch (MessageRemovedException removed) {
            return Optional.empty();
        } catch (MessagingException failed) {
            Folder folder = message.getFolder();
            if (failed.getCause() instanceof IOException || (folder != null && !folder.isOpen())) {
                throw failed;
            }
            throw new GatewayException(ErrorCode.RECORD_MALFORMED, "The mail server cannot show the message", failed);
        }
    }

    private Optional<ObjectNode> row(MessageHead head) {
        Sender sender = Sender.of(head).orElse(null);
        NoCustomer why = NoCustomer.of(head, sender, own);
        if (why != null || sender == null) {
            skipped.computeIfAbsent(why == null ? NoCustomer.NO_SENDER : why, any -> new LongAdder())
                    .increment();
            return Optional.empty();
        }
        return Optional.of(row(head, sender));
    }

    /** Messages that were no customer's since the start, by the reason's name. */
    public Map<String, Long> skipped() {
        var counts = new TreeMap<String, Long>();
        skipped.forEach((why, count) -> counts.put(why.name(), count.sum()));
        return counts;
    }

    private ObjectNode row(MessageHead head, Sender sender) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("id", id(head));
        Instant date = date(head);
        if (date != null) {
            row.put("date", date.toString());
        }
        row.put("subject", HeaderText.cut(HeaderText.decode(head.first("subject")), subjectMax));
        ObjectNode from = row.putObject("sender").put("id", sender.id()).put("address", sender.address());
        if (sender.name() != null) {
            from.put("name", sender.name());
        }
        return row;
    }

    /** The Message-ID without its brackets; made of the head if there is none that can be stored. */
    private static String id(MessageHead head) {
        String given = HeaderText.decode(head.first("message-id")).replaceAll("^<|>$", "");
        boolean usable = RecordKey.isId(given) && given.indexOf(' ') < 0;
        return usable
                ? given
                : Hex.sha256(
                        String.join("\n", head.first("from"), head.first("date"), head.first("subject")), HASH_DIGITS);
    }

    /**
     * When it was written; but nobody writes after the mailbox has it, so that a wrong clock does not make a message
     * the latest for years.
     */
    private static @Nullable Instant date(MessageHead head) {
        Instant written = written(head.first("date"));
        Instant received = head.received();
        if (written == null || received == null) {
            return written == null ? received : written;
        }
        return written.isBefore(received) ? written : received;
    }

    private static @Nullable Instant written(String field) {
        try {
            return field.isBlank() ? null : new MailDateFormat().parse(field).toInstant();
        } catch (ParseException | RuntimeException unreadable) {
            return null;
        }
    }
}
