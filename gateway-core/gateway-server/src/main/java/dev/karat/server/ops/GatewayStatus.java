package dev.karat.server.ops;

import dev.karat.engine.match.LargeProfiles;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the whole gateway stands. Ids and counts only, no personal data.
 *
 * @param uptimeSeconds seconds since the start
 * @param model version of the matching model that made the profiles
 * @param largeProfiles profiles that somebody should look at because of their size
 * @param history former versions; null while the store does not answer
 * @param writesStopped every target was closed by an operator
 * @param waiting pages and other writes that wait for the writer
 * @param cluster the nodes that share the database; null if this process is alone with its own
 * @param diskFreeBytes free space where the data folder is, in bytes
 * @param lastBackupAt end of the last backup, or null if there was none
 * @param alerts what needs a person, one sentence each
 */
public record GatewayStatus(
        String version,
        Instant startedAt,
        long uptimeSeconds,
        String model,
        StoreStatus store,
        LargeProfiles largeProfiles,
        @Nullable HistoryStatus history,
        boolean writesStopped,
        int waiting,
        @Nullable ClusterStatus cluster,
        long diskFreeBytes,
        @Nullable Instant lastBackupAt,
        List<ConnectionStatus> connections,
        List<TargetStatus> targets,
        List<RouteFileStatus> routeFiles,
        List<String> alerts) {
    public GatewayStatus {
        connections = List.copyOf(connections);
        targets = List.copyOf(targets);
        routeFiles = List.copyOf(routeFiles);
        alerts = List.copyOf(alerts);
    }

    /**
     * How the nodes stand.
     *
     * @param node this one
     * @param writer the one that writes; null while none does
     * @param nodes those that give a sign of life, by name
     */
    public record ClusterStatus(String node, @Nullable String writer, List<NodeStatus> nodes) {
        public ClusterStatus {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * How one node stands.
     *
     * @param turns what it does alone: streams that it polls, targets that it delivers to, subscribers that it tells
     */
    public record NodeStatus(String name, List<String> turns) {
        public NodeStatus {
            turns = List.copyOf(turns);
        }
    }

    /**
     * How the database stands.
     *
     * @param records live source records
     * @param profiles live golden profiles
     * @param changes greatest place in the change log
     * @param bytes size of the embedded database; 0 for an external one
     */
    public record StoreStatus(
            boolean reachable, long records, long profiles, long deadLetters, long changes, long bytes) {}

    /**
     * Former versions of records, profiles and verdicts.
     *
     * @param keepSeconds how long one is kept after it was replaced
     * @param since when the oldest that is kept was replaced, or null if there is none
     * @param forgotten how many were forgotten since the start
     */
    public record HistoryStatus(long keepSeconds, @Nullable Instant since, long forgotten) {}
}
