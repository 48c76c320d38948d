package dev.karat.engine.store;

/**
 * The right of one node to do something alone for a while. Every time that it passes to another node its epoch grows, so
 * that what a former holder still writes, after a pause that it did not notice, can be told and refused.
 *
 * @param name what it is about, such as {@code writer} or {@code shop/customers}
 * @param owner name of the node
 * @param epoch rises by one at each change of hands, from 1
 */
public record Lease(String name, String owner, long epoch) {
    /** What a gateway that is alone holds: it is never lost. */
    public static final Lease ALONE = new Lease("", "", 0);
}
