package dev.karat.server.ops;

import dev.karat.camel.connector.http.Quota;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of an account at a vendor, of this node.
 *
 * @param account its name; systems of one account have the same
 * @param limit calls in the time of the limit; 0 if there is none
 * @param remaining calls that may be made at once; -1 if there is no limit
 * @param resetsAt when all of it may be used again, or a pause that the vendor asked for is over; null for now
 * @param running calls under way
 */
public record QuotaStatus(
        String account,
        long limit,
        long remaining,
        @Nullable Instant resetsAt,
        int running) {
    static QuotaStatus of(Quota.Standing standing, Clock clock) {
        return new QuotaStatus(
                standing.account(),
                standing.limit(),
                standing.remaining(),
                standing.resetsIn().isZero() ? null : clock.instant().plus(standing.resetsIn()),
                standing.running());
    }
}
