package dev.karat.engine.hub;

import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Leases;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of one node: its sign of life, the writer's, and the turns that its consumers ask for. They are renewed
 * every third of their time; without renewal for half of it they count as lost, well before another node may take them.
 * Turns are shared out evenly among the nodes that give a sign of life. {@link #round} is for one thread, the rest is
 * safe for several.
 */
final class HeldLeases {
    static final String WRITER = "writer";
    private static final String NODE = "node/";
    private static final String TURN = "turn/";
    private static final Logger LOG = LoggerFactory.getLogger(HeldLeases.class);

    private final Leases leases;
    private final String node;
    private final Duration ttl;
    private final LongSupplier nanos;
    private final Map<String, Share> shares = new ConcurrentHashMap<>();
    private volatile Map<String, Lease> held = Map.of();
    private volatile long renewedAt;
    private volatile boolean leaving;
    /** Before this time the node leaves writing to others. */
    private long writerFrom;

    /** @param nanos a clock that only goes forward, also while the process is paused */
    HeldLeases(Leases leases, String node, Duration ttl, LongSupplier nanos) {
        this.leases = leases;
        this.node = node;
        this.ttl = ttl;
        this.nanos = nanos;
        this.writerFrom = nanos.getAsLong();
    }

    Turn turn(String name) {
        return shares.computeIfAbsent(TURN + name, Share::new);
    }

    /** The nodes that give a sign of life, and the turns of each. */
    static Map<String, List<String>> turns(List<Lease> all) {
        var turns = new TreeMap<String, List<String>>();
        for (Lease lease : all) {
            if (lease.name().startsWith(NODE)) {
                turns.put(
                        lease.owner(),
                        all.stream()
                                .filter(other -> other.owner().equals(lease.owner())
                                        && other.name().startsWith(TURN))
                                .map(other -> other.name().substring(TURN.length()))
                                .toList());
            }
        }
        return turns;
    }

    /** The lease if it is surely held at this moment. */
    @Nullable
    Lease held(String name) {
        return nanos.getAsLong() - renewedAt < ttl.toNanos() / 2 ? held.get(name) : null;
    }

    /**
     * The writer's lease, as of the last time that the database told. That is enough for the writer, since each of its
     * commits asks again.
     */
    @Nullable
    Lease writer() {
        return held.get(WRITER);
    }

    /** Renews what is held, takes what is free and gives back what is beyond this node's share. */
    synchronized void round() {
        long asked = nanos.getAsLong();
        var now = new HashMap<String, Lease>();
        leases.renew(held.values(), ttl).forEach(lease -> now.put(lease.name(), lease));
        // Read first: taking what another node holds would wait for its commit.
        Set<String> taken = leases.held().stream().map(Lease::name).collect(Collectors.toSet());
        if (!now.containsKey(NODE + node)) {
            take(NODE + node, now);
        }
        if (asked - writerFrom >= 0 && !taken.contains(WRITER)) {
            take(WRITER, now);
        }
        var wanted = new TreeSet<>(shares.keySet());
        long nodes = taken.stream().filter(name -> name.startsWith(NODE)).count();
        long fair = (wanted.size() + Math.max(1, nodes) - 1) / Math.max(1, nodes);
        long mine = now.keySet().stream().filter(wanted::contains).count();
        for (String name : wanted) {
            Share share = shares.get(name);
            if (mine > fair && now.containsKey(name) && share != null && share.giveUp()) {
                leases.release(now.remove(name));
                mine--;
            } else if (mine < fair && !taken.contains(name) && take(name, now)) {
                mine++;
            }
        }
        held = Map.copyOf(now);
        // As of before the database was asked: renewal may have taken a while.
        renewedAt = asked;
        shares.values().forEach(Share::settle);
    }

    /** True if it could be had; not if a node that is paused in its commit still holds the row. */
    private boolean take(String name, Map<String, Lease> into) {
        if (leaving) {
            return false;
        }
        try {
            leases.take(name, node, ttl).ifPresent(lease -> into.put(name, lease));
        } catch (GatewayException locked) {
            LOG.debug("{} cannot be taken now: {}", name, locked.toString());
        }
        return into.containsKey(name);
    }

    /**
     * Takes the writer's lease anew, with another epoch: what a former writer of this node has under way is waited for
     * and can not follow any more. Null if another node holds it.
     */
    synchronized @Nullable Lease takeWriterAnew() {
        var now = new HashMap<>(held);
        now.remove(WRITER);
        take(WRITER, now);
        held = Map.copyOf(now);
        return now.get(WRITER);
    }

    /** Leaves writing to other nodes for a while. */
    synchronized void leaveWriting(Duration pause) {
        writerFrom = nanos.getAsLong() + pause.toNanos();
        var now = new HashMap<>(held);
        Lease writer = now.remove(WRITER);
        held = Map.copyOf(now);
        if (writer != null) {
            leases.release(writer);
        }
    }

    /** Gives everything back. */
    synchronized void leave() {
        leaving = true;
        List<Lease> all = List.copyOf(held.values());
        held = Map.of();
        all.forEach(leases::release);
    }

    /** One turn as this node sees it. */
    private final class Share implements Turn {
        private final String name;
        private int busy;
        private boolean givenUp;

        Share(String name) {
            this.name = name;
        }

        @Override
        public synchronized boolean begin() {
            if (givenUp || !isMine()) {
                return false;
            }
            busy++;
            return true;
        }

        @Override
        public boolean isMine() {
            return lease() != null;
        }

        @Override
        public synchronized void end() {
            busy = Math.max(0, busy - 1);
        }

        @Override
        public @Nullable Lease lease() {
            return held(name);
        }

        /** True if nothing is under way; nothing begins any more until the next round. */
        synchronized boolean giveUp() {
            givenUp = busy == 0;
            return givenUp;
        }

        synchronized void settle() {
            givenUp = false;
        }
    }
}
