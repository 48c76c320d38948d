package dev.karat.server;

import static dev.karat.server.GatewayUnderTest.person;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A customer whom the ERP and the shop know, and whose e-mail address the shop refuses. The shop is closed again then.
 */
public record RefusedDelivery(GatewayUnderTest gateway, String goldenId, String shopId) {
    private static final String SHOP = "shop";
    private static final int TAKE_MAX = 500;

    /** Has it refused. */
    public static RefusedDelivery of(GatewayUnderTest gateway, String erpId, String shopId) {
        String phone = "+4930" + (12_000_000 + Math.floorMod((erpId + shopId).hashCode(), 1_000_000));
        gateway.ingest("erp", erpId, person("Mary", "Somerville" + erpId, erpId + "@letters.test", phone));
        String goldenId =
                gateway.ingest(SHOP, shopId, person("Mary", "Somerville" + erpId, shopId + "@old.letters.test", phone));
        var delivery = new RefusedDelivery(gateway, goldenId, shopId);
        delivery.answer(item ->
                new DeliveryOutcome.Rejected(item.id(), ErrorCode.VENDOR_REFUSED, "The address is not allowed"));
        return delivery;
    }

    /** Has the shop take it after all. */
    public void accept() {
        answer(item -> new DeliveryOutcome.Applied(item.id(), shopId, item.desired(), null, false));
    }

    private void answer(Function<DeliveryItem, DeliveryOutcome> outcome) {
        var hub = gateway.bean(Hub.class);
        done(hub.grant(SHOP, Phase.LIVE));
        while (done(hub.plan(SHOP))) {
            // The log of changes is planned page by page.
        }
        List<DeliveryItem> taken = done(hub.take(SHOP, TAKE_MAX));
        List<DeliveryOutcome> outcomes = taken.stream()
                .filter(item -> item.key().goldenId().equals(goldenId))
                .map(outcome)
                .toList();
        done(hub.settle(SHOP, taken, outcomes));
        done(hub.grant(SHOP, Phase.OBSERVE));
    }

    private static <T> T done(CompletableFuture<T> commit) {
        return commit.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** The delivery as it stands. */
    public DeliveryState state() {
        return gateway.store().deliveries(SHOP, List.of(goldenId)).stream()
                .filter(state -> state.externalId().equals(shopId))
                .findFirst()
                .orElseThrow();
    }

    /** Number of the dead letter that tells of it. */
    public long letter() {
        return gateway.store().deadLettersOfDeliveries(SHOP, List.of(goldenId), 1).stream()
                .map(DeadLetter::id)
                .findFirst()
                .orElseThrow();
    }
}
