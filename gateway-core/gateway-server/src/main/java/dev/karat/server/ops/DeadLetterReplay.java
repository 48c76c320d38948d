package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.events.Subscribers;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.LetterSelection;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.server.ops.ReplayReport.Result;
import dev.karat.server.ops.ReplayReport.Tried;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/**
 * Another try of what could not be taken or delivered. A dry run goes the same way and takes it back before anything is
 * written. Safe for several threads.
 */
@Component
class DeadLetterReplay {
    /** Letters in memory at once: each may be a record of a megabyte. */
    private static final int PAGE = 100;

    private final Hub hub;
    private final LetterReading reading;
    private final Subscribers subscribers;

    DeadLetterReplay(Hub hub, LetterReading reading, Subscribers subscribers) {
        this.hub = hub;
        this.reading = reading;
        this.subscribers = subscribers;
    }

    /**
     * Takes letters again, as they were received, and deliveries and events that were refused, the oldest first. One that fails
     * again stays; if it fails for another reason than before, it bears that one. Nothing is lost: a letter goes only
     * after what it held is stored, or is of no use any more.
     *
     * @param after number of a letter behind which to begin; 0 for the first
     * @param limit letters that are looked at, at most
     * @param dryRun true to tell what would come of each, and change nothing
     */
    ReplayReport replay(LetterSelection which, long after, int limit, boolean dryRun) {
        // What fails anew during this run is not tried twice.
        long last = store().newestDeadLetters(which, 1).stream()
                .mapToLong(DeadLetter::id)
                .findFirst()
                .orElse(0);
        var tried = new ArrayList<Tried>();
        var profiles = new HashSet<String>();
        long at = after;
        while (tried.size() < limit && at < last) {
            List<DeadLetter> page = store().deadLettersAfter(which, at, Math.min(PAGE, limit - tried.size()));
            if (page.isEmpty()) {
                break;
            }
            at = page.get(page.size() - 1).id();
            tried.addAll(page(page, profiles, dryRun));
        }
        return ReplayReport.of(dryRun, tried, tried.isEmpty() || at >= last ? null : at);
    }

    private List<Tried> page(List<DeadLetter> letters, Set<String> profiles, boolean dryRun) {
        List<LetterReading.Read> reads =
                letters.stream().map(letter -> reading.read(letter, dryRun)).toList();
        List<IngestItem> items =
                reads.stream().flatMap(read -> read.items().stream()).toList();
        List<IngestOutcome> outcomes =
                items.isEmpty() ? List.of() : Commits.done(dryRun ? hub.rehearse(items) : hub.ingest(items));
        var tried = new ArrayList<Tried>();
        var done = new ArrayList<Long>();
        int next = 0;
        for (LetterReading.Read read : reads) {
            List<IngestOutcome> own = outcomes.subList(next, next + read.items().size());
            next += own.size();
            tried.add(tried(read, own, profiles, dryRun));
            if (!own.isEmpty() || tried.get(tried.size() - 1).result() != Result.FAILS) {
                done.add(read.letter().id());
            }
        }
        if (!dryRun) {
            drop(done);
        }
        return tried;
    }

    /** @param profiles deliveries of this run that get another try already */
    private Tried tried(LetterReading.Read read, List<IngestOutcome> own, Set<String> profiles, boolean dryRun) {
        DeadLetter letter = read.letter();
        if (letter.untold() != null) {
            return told(letter, dryRun);
        }
        String profile = letter.undelivered();
        return profile == null ? taken(read, own) : delivered(letter, profile, profiles, dryRun);
    }

    private Tried told(DeadLetter letter, boolean dryRun) {
        boolean tellable = dryRun ? subscribers.isTellable(letter) : Commits.done(subscribers.again(letter));
        return tellable
                ? Tried.of(letter.id(), Result.RETRIED)
                : Tried.fails(
                        letter.id(),
                        ErrorCode.SUBSCRIBER_UNKNOWN,
                        letter.system() + " is no subscriber that is called");
    }

    /** A letter that was handed over and fails again has become another one. */
    private static Tried taken(LetterReading.Read read, List<IngestOutcome> outcomes) {
        long id = read.letter().id();
        Tried failure = read.failure();
        if (failure != null) {
            return failure;
        }
        if (outcomes.contains(IngestOutcome.DEAD_LETTERED)) {
            return Tried.fails(id, ErrorCode.INTERNAL, "The record cannot be matched; the log says more");
        }
        if (outcomes.contains(IngestOutcome.ERASED)) {
            return Tried.of(id, Result.ERASED);
        }
        return Tried.of(id, outcomes.contains(IngestOutcome.COMMITTED) ? Result.TAKEN : Result.OUTDATED);
    }

    private Tried delivered(DeadLetter letter, String goldenId, Set<String> profiles, boolean dryRun) {
        String target = letter.system();
        if (!hub.delivers(target)) {
            return Tried.fails(letter.id(), ErrorCode.TARGET_UNKNOWN, target + " is no target that can be written");
        }
        String profile = store().survivor(goldenId).map(StoredGolden::id).orElse(goldenId);
        boolean refused = store().deliveries(target, List.of(profile)).stream()
                .anyMatch(state -> state.status() == DeliveryState.Status.REJECTED);
        if (!refused || !profiles.add(target + '/' + profile)) {
            return Tried.of(letter.id(), Result.OUTDATED);
        }
        if (!dryRun) {
            Commits.done(hub.retry(target, profile));
        }
        return hub.gate().isOpen(target)
                ? Tried.of(letter.id(), Result.RETRIED)
                : new Tried(
                        letter.id(), Result.RETRIED, null, "is delivered once " + target + " is opened for writing");
    }

    private void drop(List<Long> ids) {
        List<CompletableFuture<Boolean>> drops =
                ids.stream().map(hub::dropDeadLetter).toList();
        drops.forEach(Commits::done);
    }

    private Store store() {
        return hub.store();
    }
}
