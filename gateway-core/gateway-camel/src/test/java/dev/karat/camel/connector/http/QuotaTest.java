package dev.karat.camel.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Limits;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What may be asked of one account: ten calls a second, four at once, a fifth of them kept for changes. */
class QuotaTest {
    private static final boolean CHANGE = false;
    private static final boolean BACKFILL = true;

    private final AtomicLong nanos = new AtomicLong(1_000_000);
    /** Nobody waits: who would have to is sent away. */
    private final Quota quota = quota(10);

    private Quota quota(int requests) {
        var rate = new Limits.Rate(requests, Duration.ofSeconds(1));
        var limits = new Limits(4, rate, Duration.ZERO, 1_000, Duration.ofHours(1), 0.2, null);
        return new Quota("shop", limits, nanos::get);
    }

    private void call(boolean behind) throws InterruptedException {
        quota.acquire("GET /customers", null, behind);
        quota.release(behind);
    }

    private boolean fits(boolean behind) throws InterruptedException {
        try {
            call(behind);
            return true;
        } catch (GatewayException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.VENDOR_RATE_LIMITED);
            assertThat(refused.retryAfter()).isPositive();
            return false;
        }
    }

    private int calls(boolean behind) throws InterruptedException {
        int calls = 0;
        while (fits(behind)) {
            calls++;
        }
        return calls;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void givesAllOfThePeriodAtOnceAndThenWhatPasses() throws InterruptedException {
        assertThat(calls(CHANGE)).isEqualTo(10);
        pass(Duration.ofMillis(300));
        assertThat(calls(CHANGE)).isEqualTo(3);
    }

    @Test
    void keepsAPartForChangesWhileABackfillTakesWhatItGets() throws InterruptedException {
        assertThat(calls(BACKFILL)).isEqualTo(8);
        assertThat(calls(CHANGE)).isEqualTo(2);
        for (int second = 0; second < 10; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(calls(BACKFILL)).isEqualTo(8);
            assertThat(calls(CHANGE)).isEqualTo(2);
        }
    }

    @Test
    void keepsAPlaceForChangesWhileABackfillRuns() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            quota.acquire("GET /customers", null, BACKFILL);
        }
        assertThat(fits(BACKFILL)).isFalse();
        assertThat(fits(CHANGE)).isTrue();
    }

    @Test
    void pausesForAllIfTheVendorAsksOneForIt() throws InterruptedException {
        quota.pause(Duration.ofMinutes(1));
        assertThat(quota.standing().remaining()).isZero();
        assertThat(quota.standing().resetsIn()).isEqualTo(Duration.ofMinutes(1));
        pass(Duration.ofSeconds(59));
        assertThat(fits(CHANGE)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(fits(CHANGE)).isTrue();
    }

    @Test
    void believesTheVendorThatOthersUseTheAccountToo() throws InterruptedException {
        quota.told(3, null);
        assertThat(quota.standing().remaining()).isEqualTo(3);
        assertThat(calls(CHANGE)).isEqualTo(3);
        quota.told(100, null);
        assertThat(fits(CHANGE)).as("more than we count is not taken").isFalse();
    }

    @Test
    void hearsHowManyCallsOfADayWereUsedByWhomever() {
        var day = new Limits.Rate(1_000, Duration.ofDays(1));
        var told = new Limits.Told("Sforce-Limit-Info", true, null, false);
        var limits = new Limits(4, day, Duration.ZERO, 1_000, Duration.ofHours(1), 0.2, told);
        var org = new Quota("org", limits, nanos::get);
        var headers = HttpHeaders.of(
                Map.of("Sforce-Limit-Info", List.of("api-usage=990/1000, per-app-api-usage=17/250(appName=karat)")),
                (name, value) -> true);

        ToldLimits.tell(new Answer(200, headers, "", null), limits, org, Clock.systemUTC());

        assertThat(org.standing().remaining()).isEqualTo(10);
    }

    @Test
    void restsUntilTheVendorCountsAnew() throws InterruptedException {
        quota.told(0, Duration.ofSeconds(30));
        pass(Duration.ofSeconds(29));
        assertThat(fits(CHANGE)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(fits(CHANGE)).isTrue();
    }

    @Test
    void takesItsPartWhereOtherNodesCallToo() throws InterruptedException {
        quota.share(0.5);
        assertThat(calls(CHANGE)).isEqualTo(5);
        pass(Duration.ofSeconds(1));
        assertThat(calls(CHANGE)).isEqualTo(5);
        quota.share(1);
        pass(Duration.ofSeconds(5));
        quota.share(1);
        assertThat(calls(CHANGE)).as("the others may not know yet").isEqualTo(5);
        pass(Duration.ofSeconds(1));
        quota.share(1);
        assertThat(calls(CHANGE)).as("more only with time").isEqualTo(5);
        pass(Duration.ofSeconds(1));
        assertThat(calls(CHANGE)).isEqualTo(10);
    }

    @Test
    void refusesMoreCallsAtOnce() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            quota.acquire("GET /customers", null, CHANGE);
        }
        assertThat(quota.standing().running()).isEqualTo(4);
        assertThatThrownBy(() -> call(CHANGE)).isInstanceOf(GatewayException.class);
        quota.release(CHANGE);
        assertThat(fits(CHANGE)).isTrue();
    }
}
