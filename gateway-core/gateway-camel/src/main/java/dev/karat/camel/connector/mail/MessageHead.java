package dev.karat.camel.connector.mail;

import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message that decide, as they were sent. Nothing else of the message is ever loaded: neither its
 * text nor its attachments. Immutable.
 *
 * @param fields values by the field's name in small letters
 * @param received when the mailbox took it, or null if the server does not say
 */
record MessageHead(
        Map<String, List<String>> fields, @Nullable Instant received) {
    private static final int SAME_FIELD_MAX = 20;

    private static final List<String> READ = List.of(
            "From",
            "Date",
            "Subject",
            "Message-ID",
            "Return-Path",
            "Content-Type",
            "Auto-Submitted",
            "Precedence",
            "List-Id",
            "List-Unsubscribe",
            "X-Autoreply",
            "X-Spam-Flag");

    MessageHead {
        fields = Map.copyOf(fields);
    }

    /**
     * Reads the fields, over IMAP in one question that leaves the message unseen.
     *
     * @throws MessagingException if the server cannot be asked
     */
    static MessageHead of(Message message) throws MessagingException {
        Folder folder = message.getFolder();
        if (folder != null) {
            var profile = new FetchProfile();
            READ.forEach(profile::add);
            profile.add(UIDFolder.FetchProfileItem.UID);
            // Asked for later, the server would take the whole envelope apart.
            profile.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
            folder.fetch(new Message[] {message}, profile);
        }
        var fields = new TreeMap<String, List<String>>();
        for (String name : READ) {
            String[] values = message.getHeader(name);
            if (values != null) {
                fields.put(
                        name.toLowerCase(Locale.ROOT),
                        Arrays.stream(values).limit(SAME_FIELD_MAX).toList());
            }
        }
        Date received = message.getReceivedDate();
        return new MessageHead(fields, received == null ? null : received.toInstant());
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The field's first value, folded as it was sent; empty if there is none. */
    String first(String name) {
        return fields.getOrDefault(name, List.of("")).get(0);
    }

    /** The field's first value up to a parameter or comment, in small letters; empty if there is none. */
    String word(String name) {
        return first(name).strip().toLowerCase(Locale.ROOT).split("[;\\s(]", 2)[0];
    }
}
