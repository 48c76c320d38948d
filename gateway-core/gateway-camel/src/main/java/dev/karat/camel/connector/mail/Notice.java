package dev.karat.camel.connector.mail;

import dev.karat.engine.store.StoredChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One mail to a team about a page of changes: how many of which kind, and the golden ids. It never holds anything about
 * a person: mail is copied, forwarded and kept where no erasure reaches. Immutable.
 *
 * @param id Message-ID, the same for the same changes, so that mail systems know a repeated one
 * @param subject one line
 * @param text plain text
 * @param last place of the last change in the log
 */
public record Notice(String id, String subject, String text, long last) {
    /** Golden ids that are listed of one kind; the rest is counted. */
    static final int LISTED_MAX = 100;

    private static final Map<StoredChange.Type, String> WORDS = Map.of(
            StoredChange.Type.CREATED, "new",
            StoredChange.Type.UPDATED, "changed",
            StoredChange.Type.MERGED, "merged",
            StoredChange.Type.UNMERGED, "parted again",
            StoredChange.Type.ARCHIVED, "gone from every system",
            StoredChange.Type.ERASED, "erased on request");

    /**
     * The notice of those changes that are to be told, or empty if there are none.
     *
     * @param name of the subscriber
     * @param after changes up to this place were told before
     * @param now tells the age of a change
     */
    public static Optional<Notice> of(
            List<StoredChange> page, NoticeOptions options, String name, long after, Instant now) {
        long since = ChronoUnit.MICROS.between(Instant.EPOCH, now.minus(options.ageMax()));
        List<StoredChange> told = page.stream()
                .filter(change -> change.seq() > after && change.at() >= since)
                .filter(change -> options.kinds().contains(change.type()))
                .toList();
        if (told.isEmpty()) {
            return Optional.empty();
        }
        Map<StoredChange.Type, List<StoredChange>> byKind = told.stream()
                .collect(Collectors.groupingBy(
                        StoredChange::type, () -> new EnumMap<>(StoredChange.Type.class), Collectors.toList()));
        String counts = byKind.entrySet().stream()
                .map(kind -> kind.getValue().size() + " " + WORDS.get(kind.getKey()))
                .collect(Collectors.joining(", "));
        String text = byKind.values().stream()
                .map(changes -> section(changes, options.link()))
                .collect(Collectors.joining("\n"));
        long first = told.get(0).seq();
        long last = told.get(told.size() - 1).seq();
        String id = String.format(Locale.ROOT, "<karat.%s.%d-%d@%s>", word(name), first, last, options.host());
        return Optional.of(new Notice(id, "Customers: " + counts, text, last));
    }

    /** Characters that need no quoting in a Message-ID (RFC 5322, 3.2.3). */
    private static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9-]", "-");
    }

    private static String section(List<StoredChange> changes, String link) {
        String title = WORDS.get(changes.get(0).type()) + ": " + changes.size() + "\n";
        String lines = changes.stream()
                .limit(LISTED_MAX)
                .map(change -> "  " + line(change, link) + "\n")
                .collect(Collectors.joining());
        int more = changes.size() - LISTED_MAX;
        return Character.toUpperCase(title.charAt(0))
                + title.substring(1)
                + lines
                + (more > 0 ? "  and " + more + " more\n" : "");
    }

    private static String line(StoredChange change, String link) {
        return change.other() == null
                ? link + change.goldenId()
                : link
                        + change.goldenId()
                        + (change.type() == StoredChange.Type.MERGED ? " is now " : " and ")
                        + link
                        + change.other();
    }
}
