package dev.karat.server.bench;

import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.MailchimpTwin;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.VendorTwin;
import dev.karat.testkit.twin.ZendeskTwin;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Five vendors on loopback whose plans allow as much as anybody asks. */
final class DeliverTargets implements AutoCloseable {
    private static final int NO_LIMIT = 1_000_000;

    private final Map<String, VendorTwin> twins = new LinkedHashMap<>();

    DeliverTargets(Clock clock) {
        var settings = TwinSettings.of(clock);
        var shop = new ShopifyTwin.Options(NO_LIMIT, NO_LIMIT, ZoneOffset.UTC);
        var desk = new ZendeskTwin.Options(NO_LIMIT, NO_LIMIT, false, Duration.ZERO);
        var mailing = new MailchimpTwin.Options(NO_LIMIT, false);
        twins.put("shop", ShopifyTwin.start(settings, shop));
        twins.put("outlet", ShopifyTwin.start(settings, shop));
        twins.put("support", ZendeskTwin.start(settings, desk));
        twins.put("mailing", MailchimpTwin.start(settings, mailing));
        twins.put("partners", MailchimpTwin.start(settings, mailing));
    }

    /** Names of the targets and, in gateway.yaml's words, how they are connected. */
    Map<String, String> connections() {
        var connections = new LinkedHashMap<String, String>();
        twins.forEach((name, twin) -> connections.put(name, connection(twin)));
        return connections;
    }

    private static String connection(VendorTwin twin) {
        String url = twin.baseUri().toString();
        return switch (twin.name()) {
            case "shopify" -> "connector: shopify, connection: { shop: bench, url: \"" + url + "\", token: env:TWIN }";
            case "zendesk" ->
                "connector: zendesk, connection: { subdomain: bench, url: \"" + url + "\", token: env:TWIN }";
            default ->
                "connector: mailchimp, connection: { audience: " + MailchimpTwin.LIST + ", url: \"" + url
                        + "\", apiKey: env:TWIN_KEY }";
        };
    }

    /** What a reference of {@link #connections} stands for. */
    static String secret(String name) {
        return name.equals("TWIN_KEY") ? TwinSettings.OPEN_SECRET + "-us1" : TwinSettings.OPEN_SECRET;
    }

    /** From now on the vendor takes connections and drops them after a while without an answer. */
    void kill(String target, Duration after) {
        twin(target).faults().next(Integer.MAX_VALUE, new Fault.Lost(false, after));
    }

    /** The vendor is back. */
    void heal(String target) {
        twin(target).faults().clear();
    }

    private VendorTwin twin(String target) {
        return Objects.requireNonNull(twins.get(target));
    }

    @Override
    public void close() {
        twins.values().forEach(VendorTwin::close);
    }
}
