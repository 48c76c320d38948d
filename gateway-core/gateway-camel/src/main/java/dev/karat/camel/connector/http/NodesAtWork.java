package dev.karat.camel.connector.http;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which nodes give a sign of life, and with which systems each of them has to do, as one node sees it.
 *
 * @param here the node that sees it
 * @param isSure false if the others may see something else: it has just come, or could not look for a while
 * @param systems by name of node, those that it reads or writes in its turn
 */
public record NodesAtWork(String here, boolean isSure, Map<String, Set<String>> systems) {
    /** Part of an account that is left to nodes without a turn, together: for checks and probes of an operator. */
    static final double KEPT = 0.1;

    /** The same where the vendor calls, at whichever node, and what it tells of is read there. */
    static final double KEPT_FOR_CALLS = 0.5;

    /** Part of a node of which the others may not know, or that may have lost its turns; nearly nothing. */
    static final double LEAST = 0.01;

    private static final String TARGET = "target/";

    public NodesAtWork {
        systems = Map.copyOf(systems);
    }

    /**
     * What a look at the turns says.
     *
     * @param turns by name of node: {@code target/SYSTEM}, {@code SYSTEM/STREAM}, and others that call no vendor
     */
    public static NodesAtWork of(String here, Map<String, List<String>> turns) {
        var systems = new TreeMap<String, Set<String>>();
        turns.forEach((node, held) -> {
            var of = new TreeSet<String>();
            for (String turn : held) {
                String rest = turn.startsWith(TARGET) ? turn.substring(TARGET.length()) : turn;
                of.add(rest.split("/", 2)[0]);
            }
            systems.put(node, Set.copyOf(of));
        });
        return new NodesAtWork(here, systems.containsKey(here), systems);
    }

    /** The same if the others may not see this node as it sees itself. */
    public NodesAtWork unsure() {
        return new NodesAtWork(here, false, systems);
    }

    /**
     * This node's part of an account, so that the parts of all nodes are one account at most: most of it for those whose
     * turn it is to read or write there, in equal parts, and the same for each while it is nobody's turn.
     *
     * @param ofAccount systems that use it
     * @param isCalled true if the vendor calls for one of them
     */
    double part(Collection<String> ofAccount, boolean isCalled) {
        int others = systems.size() - (systems.containsKey(here) ? 1 : 0);
        if (others == 0) {
            return 1;
        }
        if (!isSure) {
            return LEAST;
        }
        long atWork = systems.keySet().stream()
                .filter(node -> isAtWork(node, ofAccount))
                .count();
        long idle = systems.size() - atWork;
        if (atWork == 0 || idle == 0) {
            return 1.0 / systems.size();
        }
        double kept = isCalled ? KEPT_FOR_CALLS : KEPT;
        return isAtWork(here, ofAccount) ? (1 - kept) / atWork : kept / idle;
    }

    private boolean isAtWork(String node, Collection<String> ofAccount) {
        return !Collections.disjoint(systems.getOrDefault(node, Set.of()), ofAccount);
    }
}
