package dev.karat.engine.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * What other nodes ask the writer to do, as rows of the shared database. A request and its answer are durable: the answer
 * is part of the commit that carries it out, so that every request is carried out once, whoever dies meanwhile. Safe for
 * several threads and nodes.
 */
public interface Inbox {
    /**
     * A request that waits for its answer.
     *
     * @param seq its place; requests of one node are carried out in this order
     * @param node who asks
     * @param body what is asked
     */
    record Request(long seq, String node, byte[] body) {}

    /**
     * An answer.
     *
     * @param failed true if the body tells an error
     */
    record Answer(long seq, boolean failed, byte[] body) {}

    /** Adds a request; returns its place after it is durable. */
    long ask(String node, byte[] body);

    /** Places of the oldest requests without an answer. */
    List<Long> waiting(int limit);

    /** Requests by their places, in order; those that are gone are left out. */
    List<Request> requests(Collection<Long> seqs);

    /** Answers to requests of a node, oldest first. */
    List<Answer> answers(String node, int limit);

    /** Removes requests with their answers. */
    void drop(Collection<Long> seqs);

    /** Removes answers that nobody fetched for so long, since their node is gone. */
    void dropOlderThan(Duration age);
}
