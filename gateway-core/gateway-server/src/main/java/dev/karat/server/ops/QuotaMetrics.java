package dev.karat.server.ops;

import dev.karat.camel.connector.http.Quota;
import dev.karat.camel.connector.http.Quotas;
import dev.karat.camel.system.ConnectedSystems;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** What may be asked of each account at a vendor, as metrics by account. Safe for several threads. */
@Component
class QuotaMetrics implements MeterBinder {
    private final Quotas quotas;

    QuotaMetrics(ConnectedSystems systems) {
        this.quotas = systems.quotas();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Quota.Standing one : quotas.standings()) {
            gauge(registry, "karat.quota.remaining", "Calls that may be made at once", one, Quota.Standing::remaining);
            gauge(registry, "karat.quota.running", "Calls under way", one, Quota.Standing::running);
            gauge(
                    registry,
                    "karat.quota.resets.seconds",
                    "Until all of the limit may be used again",
                    one,
                    now -> now.resetsIn().toMillis() / 1_000.0);
        }
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String text,
            Quota.Standing of,
            ToDoubleFunction<Quota.Standing> value) {
        Gauge.builder(name, quotas, all -> now(all, of.account(), value))
                .description(text)
                .tag("account", of.account())
                .register(registry);
    }

    private static double now(Quotas all, String account, ToDoubleFunction<Quota.Standing> value) {
        return all.standings().stream()
                .filter(one -> one.account().equals(account))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
