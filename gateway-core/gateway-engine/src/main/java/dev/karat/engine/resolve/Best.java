package dev.karat.engine.resolve;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The first few of many things. Which ones remain does not depend on the order in which they are offered, if the order
 * that they are judged by holds no two for equal. Not safe for several threads.
 */
final class Best<T> {
    private final int limit;
    private final Comparator<T> order;
    private final PriorityQueue<T> worstFirst;

    /** @param limit how many are kept, at least 1 */
    Best(int limit, Comparator<T> order) {
        this.limit = limit;
        this.order = order;
        this.worstFirst = new PriorityQueue<>(order.reversed());
    }

    void offer(T one) {
        T worst = worstFirst.size() < limit ? null : worstFirst.peek();
        if (worst == null) {
            worstFirst.add(one);
        } else if (order.compare(one, worst) < 0) {
            worstFirst.poll();
            worstFirst.add(one);
        }
    }

    List<T> inOrder() {
        return worstFirst.stream().sorted(order).toList();
    }
}
