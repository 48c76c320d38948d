package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Holds any gateway of a test to it: no vendor's twin is asked for a change as long as its target was never opened. What
 * the vendor's staff does does not count. Used by one thread.
 */
public final class ClosedTargets {
    private record Watched(String system, VendorTwin twin, long writesBefore) {}

    private final GatewayPolicy policy;
    private final List<Watched> watched = new ArrayList<>();

    /** Begins, before the gateway does anything; watches the twins that run at the addresses of its systems. */
    public ClosedTargets(GatewayPolicy policy) {
        this.policy = policy;
        policy.systems().forEach((name, system) -> {
            String url = system.connection().path("url").asText("");
            if (url.startsWith("http://127.0.0.1:")) {
                VendorTwin.at(URI.create(url).getPort())
                        .ifPresent(twin -> watched.add(new Watched(name, twin, writes(twin))));
            }
        });
    }

    /**
     * Fails if a twin was written of whose systems none was ever opened.
     *
     * @param store of the gateway, before it is closed
     */
    public void assertUnwritten(Store store) {
        Set<VendorTwin> opened = new HashSet<>();
        watched.stream().filter(one -> wasOpened(one.system, store)).forEach(one -> opened.add(one.twin));
        for (Watched one : watched) {
            if (!opened.contains(one.twin)) {
                assertThat(writes(one.twin) - one.writesBefore)
                        .as("writes to %s, which was never opened", one.system)
                        .isZero();
            }
        }
    }

    /** But for the tokens that were asked for. */
    private static long writes(VendorTwin twin) {
        return twin.log().writes()
                - twin.log().last().stream()
                        .filter(call -> call.write() && call.path().contains("oauth"))
                        .count();
    }

    /** What is in observe by a grant may have been open before. */
    private boolean wasOpened(String system, Store store) {
        TargetPolicy target = policy.targets().get(system);
        return target != null
                && target.phase().writes()
                && store.setting(Setting.Scope.PHASE, system)
                        .filter(granted -> Phase.valueOf(granted.value()) != Phase.PREVIEW)
                        .isPresent();
    }
}
