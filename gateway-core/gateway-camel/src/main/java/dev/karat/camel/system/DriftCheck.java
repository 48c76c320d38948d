package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.engine.delivery.FieldChange;
import dev.karat.engine.delivery.Preview;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of a target at the vendor and compares them with what the target should hold. Only what counts as done is
 * compared: what waits to be written differs anyway. It writes nothing anywhere and calls within the account's limits, as
 * something that nobody waits for. For one thread.
 */
public final class DriftCheck {
    private static final int KEYS = 500;
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private final ConnectedSystem system;
    private final Store store;
    private final Preview comparison;
    private final Mapping mapping;

    /**
     * One record that differs.
     *
     * @param gone the vendor does not have it any more
     * @param fields what writing would change; empty if it is gone
     */
    public record Difference(String goldenId, String externalId, boolean gone, List<FieldChange> fields) {}

    /** @param comparison of the target, which plans its writing too */
    public DriftCheck(ConnectedSystem system, Store store, Preview comparison) {
        this.system = system;
        this.store = store;
        this.comparison = comparison;
        if (system.direct() == null || system.write().read() == null) {
            throw new GatewayException(
                    ErrorCode.REQUEST_INVALID, "Single records of " + system.name() + " cannot be read at the vendor");
        }
        this.mapping = system.mapping(system.write().stream());
    }

    /**
     * Records of the target that can be compared.
     *
     * @param sample so many of them by chance, or 0 for all
     * @param seed of chance
     */
    public List<DeliveryKey> choose(int sample, long seed) {
        // Seeds that are near to each other must not choose alike.
        var random = new Random(new SplittableRandom(seed).nextLong());
        var chosen = new ArrayList<DeliveryKey>();
        int seen = 0;
        DeliveryKey place = new DeliveryKey(system.name(), "", DeliveryState.NO_ID);
        for (List<DeliveryKey> page = keys(place); !page.isEmpty(); page = keys(place)) {
            for (DeliveryKey key : page) {
                if (!key.externalId().isEmpty()) {
                    seen++;
                    if (sample == 0 || chosen.size() < sample) {
                        chosen.add(key);
                    } else {
                        int at = random.nextInt(seen);
                        if (at < sample) {
                            chosen.set(at, key);
                        }
                    }
                }
            }
            place = page.get(page.size() - 1);
        }
        Collections.shuffle(chosen, random);
        return chosen;
    }

    private List<DeliveryKey> keys(DeliveryKey after) {
        return store.deliveryKeys(after, KEYS).stream()
                .filter(key -> key.target().equals(system.name()))
                .toList();
    }

    /**
     * Compares a record.
     *
     * @param stopping asked while the vendor's limits make it wait
     * @param found takes the difference, if there is one
     * @return false if the record is not done, or not there any more in the store
     * @throws GatewayException if the vendor cannot be asked
     */
    public boolean compare(DeliveryKey key, BooleanSupplier stopping, Consumer<Difference> found)
            throws InterruptedException {
        DeliveryState state = state(key);
        if (state == null || state.status() != Status.SETTLED) {
            return false;
        }
        Found there = read(key.externalId(), stopping);
        // What was delivered meanwhile is no drift.
        DeliveryState now = state(key);
        if (now == null || !now.equals(state)) {
            return false;
        }
        if (there == null || there.deleted()) {
            found.accept(new Difference(key.goldenId(), key.externalId(), true, List.of()));
            return true;
        }
        CustomerData holds = mapping.toCanonical(there.record(), system.context());
        List<FieldChange> fields = comparison.changes(state, holds);
        if (!fields.isEmpty()) {
            found.accept(new Difference(key.goldenId(), key.externalId(), false, fields));
        }
        return true;
    }

    private @Nullable DeliveryState state(DeliveryKey key) {
        return store.deliveries(key.target(), List.of(key.goldenId())).stream()
                .filter(state -> state.externalId().equals(key.externalId()))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Found read(String externalId, BooleanSupplier stopping) throws InterruptedException {
        var item = new WriteItem(
                externalId, WriteItem.Operation.UPSERT, externalId, CustomerData.empty(), Set.of(), false, null);
        while (true) {
            try {
                return system.calls()
                        .lookup(ConnectedSystems.CUSTOMER, item, true)
                        .orElse(null);
            } catch (GatewayException busy) {
                Duration wait = busy.retryAfter();
                if (busy.code() != ErrorCode.VENDOR_RATE_LIMITED || stopping.getAsBoolean()) {
                    throw busy;
                }
                Thread.sleep((wait == null || wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait).toMillis());
            }
        }
    }
}
