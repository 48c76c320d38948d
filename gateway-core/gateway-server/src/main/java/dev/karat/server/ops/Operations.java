package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.events.Subscribers;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.delivery.WhereFilter;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.LetterSelection;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.Store;
import dev.karat.server.Backup;
import dev.karat.server.DataDirectory;
import dev.karat.server.Version;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What an operator may see and do, whether over REST or JMX. Each operation checks the caller's role itself and leaves
 * a line in the audit log. Safe for several threads.
 */
@Component
public class Operations {
    /** Dead letters that one call lists or tries. */
    private static final int LETTERS_MAX = 1_000;

    /** Characters of a where expression. */
    private static final int WHERE_MAX = 2_000;

    private static final Pattern CHANGE = Pattern.compile("[0-9a-f]{16}");

    private final Store store;
    private final StoreWatch watch;
    private final DataDirectory data;
    private final Clock clock;
    private final Hub hub;
    private final Connections connections;
    private final RouteWatch routeFiles;
    private final DeadLetterReplay replay;
    private final HistoryKeeper history;
    private final Subscribers subscribers;
    private final DriftChecks drift;

    Operations(
            Store store,
            StoreWatch watch,
            DataDirectory data,
            Clock clock,
            Hub hub,
            Connections connections,
            RouteWatch routeFiles,
            DeadLetterReplay replay,
            HistoryKeeper history,
            Subscribers subscribers,
            DriftChecks drift) {
        this.store = store;
        this.watch = watch;
        this.data = data;
        this.clock = clock;
        this.hub = hub;
        this.connections = connections;
        this.routeFiles = routeFiles;
        this.replay = replay;
        this.history = history;
        this.subscribers = subscribers;
        this.drift = drift;
    }

    /** How the whole gateway stands; for a viewer. */
    public GatewayStatus status() {
        Caller.require(Role.VIEWER);
        Instant started =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        var status = new GatewayStatus(
                Version.number(),
                started,
                Duration.between(started, clock.instant()).toSeconds(),
                hub.model().version(),
                watch.status(),
                hub.largeProfiles(),
                watch.reachable() ? history.status() : null,
                hub.gate().isStopped(),
                hub.waiting(),
                cluster(),
                watch.diskFreeBytes(),
                Backup.lastAt(data).orElse(null),
                connections(),
                targets(),
                routeFiles(),
                List.of());
        return Alerts.addTo(status, watch.reachable() ? subscribers.all() : List.of());
    }

    /** The nodes that give a sign of life, and what each of them does; null if this process is alone. */
    private GatewayStatus.@Nullable ClusterStatus cluster() {
        return hub.node()
                .map(node -> new GatewayStatus.ClusterStatus(
                        node,
                        hub.writer().orElse(null),
                        hub.turns().entrySet().stream()
                                .map(entry -> new GatewayStatus.NodeStatus(entry.getKey(), entry.getValue()))
                                .toList()))
                .orElse(null);
    }

    List<ConnectionStatus> connections() {
        return connections.all();
    }

    List<RouteFileStatus> routeFiles() {
        return routeFiles.all();
    }

    List<TargetStatus> targets() {
        return hub.policy().targets().keySet().stream()
                .sorted()
                .map(name -> TargetStatus.of(
                        name,
                        hub.gate().phase(name),
                        hub.gate().isOpen(name),
                        hub.gate().isStopped(name),
                        hub.baseline().allowsCreation(name),
                        hub.lag(name),
                        store.deliveryCounts(name),
                        hub.brake(name),
                        hub.resync(name).map(Resync::run).orElse(null),
                        connections.restsUntil(name),
                        drift.last(name)))
                .toList();
    }

    /** Grants a target a phase by its name in any case; the file may allow less. For an operator. */
    public void grantPhase(String target, String phase) {
        String by = Caller.require(Role.OPERATOR);
        Phase granted = Arrays.stream(Phase.values())
                .filter(known -> known.name().equalsIgnoreCase(phase))
                .findFirst()
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.REQUEST_INVALID, "A phase is one of observe, preview, canary, live"));
        Commits.done(hub.grant(target, granted));
        Audit.note(by, "phase", "target=" + target + " phase=" + granted);
    }

    /**
     * Begins to compare profiles with a target. For an operator.
     *
     * @param where JSLT expression over the profiles to compare, or null for all
     * @param fields names of canonical fields: a write is planned only where it changes one of them; null or none for any
     *     difference
     */
    public void resync(String target, @Nullable String where, @Nullable List<String> fields) {
        String by = Caller.require(Role.OPERATOR);
        if (where != null) {
            checkWhere(where);
        }
        List<String> chosen = fields == null || fields.isEmpty() ? null : attributes(fields);
        if (!Commits.done(hub.steer(target, new Resync.Order(Resync.Action.START, by, where, chosen)))) {
            throw new GatewayException(
                    ErrorCode.REQUEST_INVALID, "A resync of " + target + " is open already; cancel it first");
        }
        // The expression may name a person.
        Audit.note(
                by,
                "resync",
                "target=" + target + " action=START filtered=" + (where != null) + " fields="
                        + (chosen == null ? "all" : String.join(",", chosen)));
    }

    private static List<String> attributes(List<String> names) {
        List<String> known =
                Arrays.stream(Attribute.values()).map(Attribute::path).toList();
        if (!new HashSet<>(known).containsAll(names)) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "A field is one of " + String.join(", ", known));
        }
        return known.stream().filter(names::contains).toList();
    }

    /** Pauses, resumes or cancels what compares profiles with a target. For an operator. */
    public void steerResync(String target, Resync.Action action) {
        String by = Caller.require(Role.OPERATOR);
        if (!Commits.done(hub.steer(target, Resync.Order.to(action, by)))) {
            throw new GatewayException(
                    ErrorCode.REQUEST_INVALID,
                    "There is no resync of " + target + " to " + action.name().toLowerCase(Locale.ROOT));
        }
        Audit.note(by, "resync", "target=" + target + " action=" + action);
    }

    /**
     * Begins to compare what a target holds with what it should hold; writes nothing. For an operator.
     *
     * @param sample records that are compared, chosen by chance; 0 for all
     */
    public void checkDrift(String target, int sample) {
        String by = Caller.require(Role.OPERATOR);
        if (sample < 0) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "A sample is 1 record or more, or 0 for all");
        }
        drift.begin(target, sample, by);
        Audit.note(by, "drift", "target=" + target + " sample=" + sample);
    }

    /** How the last drift check of a target stands or ended; for a viewer. Throws NOT_FOUND if there was none. */
    public DriftStatus drift(String target) {
        Caller.require(Role.VIEWER);
        DriftStatus last = drift.last(target);
        if (last == null) {
            throw new GatewayException(ErrorCode.NOT_FOUND, "No drift of " + target + " was checked at this node");
        }
        return last;
    }

    private static void checkWhere(String where) {
        if (where.isBlank() || where.length() > WHERE_MAX) {
            throw new GatewayException(
                    ErrorCode.REQUEST_INVALID, "A where expression has from 1 to " + WHERE_MAX + " characters");
        }
        try {
            var unused = new WhereFilter(where);
        } catch (GatewayException unreadable) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    /** Takes a person's verdict on two records; it outranks every rule until it is withdrawn. For a steward. */
    public void decide(RecordKey first, RecordKey second, StewardDecision.Verdict verdict) {
        String by = Caller.require(Role.STEWARD);
        boolean inOrder = first.compareTo(second) < 0;
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        Commits.done(
                hub.decide(new StewardDecision(inOrder ? first : second, inOrder ? second : first, verdict, by, now)));
        // An id may be an address.
        Audit.note(by, "decide", "verdict=" + verdict + " systems=" + first.system() + "," + second.system());
    }

    /** Applies a change of policy that was planned, with the next start that has that policy. For an admin. */
    public void applyPolicy(String change) {
        String by = Caller.require(Role.ADMIN);
        if (!CHANGE.matcher(change).matches()) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "A change is named by 16 hexadecimal digits");
        }
        Commits.done(hub.applyPolicy(change));
        Audit.note(by, "apply-policy", "change=" + change);
    }

    /**
     * Closes a target at once, or every one, and keeps it closed over a restart. For an operator.
     *
     * @param target null for every one
     */
    public void stopWrites(@Nullable String target, String reason) {
        String by = Caller.require(Role.OPERATOR);
        TargetOperations.checkReason(reason);
        Commits.done(hub.stopWrites(target, by + ": " + reason));
        Audit.note(by, "stop-writes", "target=" + (target == null ? "all" : target) + " reason=" + reason);
    }

    /** Lifts {@link #stopWrites}; phases hold as before. For an operator. */
    public void resumeWrites(@Nullable String target, String reason) {
        String by = Caller.require(Role.OPERATOR);
        TargetOperations.checkReason(reason);
        Commits.done(hub.resumeWrites(target));
        Audit.note(by, "resume-writes", "target=" + (target == null ? "all" : target) + " reason=" + reason);
    }

    /**
     * Erases a customer on an explicit request and returns how many records were erased. They are refused when their
     * systems report them again. For the privacy role.
     *
     * @param reason why, for the change log and the audit; no personal data
     */
    public int erase(String goldenId, String reason) {
        String by = Caller.require(Role.PRIVACY);
        int records = Commits.done(hub.erase(goldenId, by + ": " + reason));
        Audit.note(by, "erase", "id=" + goldenId + " records=" + records + " reason=" + reason);
        return records;
    }

    /** Dead letters, newest first; their payload is not for showing. For an operator. */
    public List<DeadLetter> deadLetters(LetterSelection which, int limit) {
        String by = Caller.require(Role.OPERATOR);
        List<DeadLetter> letters = store.newestDeadLetters(which, letterLimit(limit));
        Audit.note(by, "list-dead-letters", named(which) + " listed=" + letters.size());
        return letters;
    }

    /** How many dead letters there are by system and code; for a viewer. */
    public List<Store.LetterCount> deadLetterCounts() {
        Caller.require(Role.VIEWER);
        return store.deadLetterCounts();
    }

    /**
     * Tries dead letters again, the oldest first. For an operator.
     *
     * @param after number of a letter behind which to begin; 0 for the first
     * @param dryRun true to tell what would come of each, and change nothing
     */
    public ReplayReport replayDeadLetters(LetterSelection which, long after, int limit, boolean dryRun) {
        String by = Caller.require(Role.OPERATOR);
        ReplayReport report = replay.replay(which, after, letterLimit(limit), dryRun);
        Audit.note(
                by,
                dryRun ? "replay-dry-run" : "replay",
                named(which) + " replayed=" + report.replayed() + " failing=" + report.failing());
        return report;
    }

    private static int letterLimit(int limit) {
        if (limit < 1 || limit > LETTERS_MAX) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "A limit is from 1 to " + LETTERS_MAX);
        }
        return limit;
    }

    private static String named(LetterSelection which) {
        return "id=" + which.id() + " system=" + which.system() + " code=" + which.code();
    }

    /** Copies the database into a new file and returns its size in bytes. For an admin. */
    public long backup(Path file) {
        String by = Caller.require(Role.ADMIN);
        long bytes = Backup.write(store, data, file, clock);
        Audit.note(by, "backup", "bytes=" + bytes);
        return bytes;
    }

    /** Copies the database into a new file in the data folder and returns its path. For an admin. */
    public Path backup() {
        String stamp = clock.instant().toString().replace(":", "");
        Path file = data.folder().resolve("backup-" + stamp + ".db");
        backup(file);
        return file;
    }

    /** Pauses the reading from a system. For an operator. */
    void pause(String connection, String reason) {
        String by = Caller.require(Role.OPERATOR);
        connections.pause(connection, by);
        Audit.note(by, "pause", "connection=" + connection + " reason=" + reason);
    }

    /** Resumes the reading from a system. For an operator. */
    void resume(String connection) {
        String by = Caller.require(Role.OPERATOR);
        connections.resume(connection);
        Audit.note(by, "resume", "connection=" + connection);
    }

    /** Loads a route file again. For an operator. */
    void reload(String routeFile) {
        String by = Caller.require(Role.OPERATOR);
        routeFiles.reload(routeFile);
        Audit.note(by, "reload", "file=" + routeFile);
    }
}
