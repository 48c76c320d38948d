package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.http.TokenKeeper;
import dev.karat.camel.connector.webhook.ToldRecords;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.connectors.VendorUnderTest.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only HubSpot does. */
class HubSpotTest {
    private static final String CONTACTS = "/crm/objects/2026-03/contacts";

    private final VendorUnderTest hubspot = VendorsOnDisk.open(Vendor.HUBSPOT);

    @AfterEach
    void stop() {
        hubspot.close();
    }

    private JsonNode asStaff(String method, String path, Map<String, ?> body) {
        return hubspot.twin.asStaff(method, path, new ObjectMapper().valueToTree(body));
    }

    private Applied applied(WriteItem item) {
        return (Applied) hubspot.connector().write("customer", item);
    }

    private List<WriteOutcome> together(List<WriteItem> items) {
        return hubspot.connector().write("customer", items, false);
    }

    private static WriteItem numbered(int number, String id, CustomerData data) {
        return new WriteItem(
                "item" + number,
                Operation.UPSERT,
                id.isEmpty() ? null : id,
                data,
                data.attributes(),
                id.isEmpty(),
                null);
    }

    private String merge(String primary, String other) {
        return asStaff("POST", CONTACTS + "/merge", Map.of("primaryObjectId", primary, "objectIdToMerge", other))
                .path("id")
                .asText();
    }

    @Test
    void tellsOnceAnHourWhoIsInTheRecycleBin() {
        hubspot.enter(3);
        Run before = hubspot.readToEnd(null);
        String id = hubspot.id(before.rows().get(0));
        applied(item(Operation.DELETE, id, ana("Silva", "ana@example.org")));

        Run soon = hubspot.readToEnd(before.cursor());
        assertThat(soon.rows()).extracting(hubspot::id).doesNotContain(id);
        hubspot.clock.advance(Duration.ofHours(1));
        assertThat(hubspot.readToEnd(soon.cursor()).rows())
                .filteredOn(row -> hubspot.id(row).equals(id))
                .singleElement()
                .satisfies(row -> assertThat(
                                hubspot.connector().facts("customers").of(row).deleted())
                        .isTrue());
    }

    @Test
    void namesWhoWasMergedAndFollowsTheOldIds() {
        String first = applied(upsert(null, ana("Silva", "ana@example.org"))).externalId();
        String second = applied(upsert(null, ana("Souza", "souza@example.org"))).externalId();
        String left = merge(first, second);

        assertThat(hubspot.readToEnd(null).rows()).singleElement().satisfies(row -> {
            assertThat(hubspot.connector().facts("customers").merged(row)).containsExactly(first, second);
            assertThat(hubspot.canonical(row).texts(Attribute.EMAILS))
                    .containsExactly("ana@example.org", "souza@example.org");
        });
        Applied written = applied(upsert(second, ana("Lima", "ana@example.org")));
        assertThat(written.externalId()).isEqualTo(left).isNotEqualTo(second);
        assertThat(applied(upsert(null, ana("Lima", "souza@example.org"))).externalId())
                .isEqualTo(left);
    }

    @Test
    void createsSeveralContactsInOneCallAndLinksWhomItHas() {
        String known = applied(upsert(null, ana("Silva", "ana@example.org"))).externalId();
        var items = new ArrayList<WriteItem>();
        items.add(numbered(0, "", ana("Lima", "lima@example.net")));
        items.add(numbered(1, "", ana("Rios", "Ana@example.org")));
        items.add(numbered(2, "", ana("Paz", "not an address")));
        items.add(numbered(3, "", ana("Sosa", "sosa@example.net")));
        items.add(numbered(
                4,
                "",
                CustomerData.builder().text(Attribute.FAMILY_NAME, "Nobody").build()));
        List<WriteOutcome> outcomes = together(items);

        assertThat(outcomes)
                .extracting(WriteOutcome::itemId)
                .containsExactly("item0", "item1", "item2", "item3", "item4");
        assertThat(outcomes.get(1)).isInstanceOfSatisfying(Applied.class, linked -> {
            assertThat(linked.externalId()).isEqualTo(known);
            assertThat(linked.created()).isFalse();
        });
        assertThat(outcomes.get(2)).isInstanceOf(Rejected.class);
        assertThat(outcomes).filteredOn(Applied.class::isInstance).hasSize(4);
        assertThat(hubspot.idsAtVendor()).hasSize(4);
        assertThat(hubspot.twin.log().count("POST", "/batch/read")).isEqualTo(1);
        assertThat(hubspot.twin.log().count("POST", "/batch/create"))
                .as("one for three new contacts with an address")
                .isEqualTo(1);
    }

    @Test
    void changesSeveralContactsInOneCallAndTellsWhichOfThemWasRefused() {
        hubspot.enter(3);
        List<String> ids =
                hubspot.readToEnd(null).rows().stream().map(hubspot::id).toList();
        List<WriteOutcome> outcomes = together(List.of(
                numbered(0, ids.get(0), ana("Lima", Vendor.email(0))),
                numbered(1, ids.get(1), ana("Lima", Vendor.email(2))),
                numbered(2, ids.get(2), ana("Lima", Vendor.email(2)))));

        assertThat(outcomes.get(0)).isInstanceOf(Applied.class);
        assertThat(outcomes.get(1))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
        assertThat(outcomes.get(2)).isInstanceOf(Applied.class);
        assertThat(hubspot.twin.log().count("POST", "/batch/update")).isEqualTo(1);
        assertThat(hubspot.twin.all())
                .extracting(contact -> contact.at("/properties/lastname").asText())
                .containsExactly("Lima", "Silva", "Lima");
    }

    @Test
    void goesOnWithTheTokenOfAnInstallation() {
        var kept = new HashMap<String, String>();
        var keeper = new TokenKeeper() {
            @Override
            public Optional<String> read(String name) {
                return Optional.ofNullable(kept.get(name));
            }

            @Override
            public void write(String name, String text) {
                kept.put(name, text);
            }
        };
        hubspot.restart(
                Map.of(
                        "url", hubspot.twin.baseUri().toString(),
                        "clientId", String.valueOf(hubspot.twin.credentials().get("clientId")),
                        "clientSecret",
                                String.valueOf(hubspot.twin.credentials().get("clientSecret")),
                        "refreshToken",
                                String.valueOf(hubspot.twin.credentials().get("refreshToken"))),
                keeper);
        hubspot.connector().check();
        hubspot.clock.advance(Duration.ofHours(3));
        hubspot.connector().check();
        assertThat(hubspot.twin.log().count("POST", "/oauth/2026-03/token")).isEqualTo(2);
        assertThat(kept).hasSize(1);
    }

    @Test
    void tellsByItsCallsWhoChangedAndWhoIsGone() {
        try (var receiver = new CallReceiver()) {
            asStaff("PUT", "/webhooks/v3/1/settings", Map.of("targetUrl", receiver.url()));
            hubspot.enter(3);
            List<String> ids =
                    hubspot.readToEnd(null).rows().stream().map(hubspot::id).toList();
            hubspot.rename(ids.get(0), "Lima");
            merge(ids.get(1), ids.get(2));
            hubspot.twin.asStaff("DELETE", CONTACTS + "/" + ids.get(0), null);
            await().until(() -> receiver.calls().size() == 6);

            var told = receiver.calls().stream().map(hubspot.webhooks()::read).toList();
            assertThat(told.get(3).changed()).containsExactly(ids.get(0));
            assertThat(told.get(4)).isEqualTo(new ToldRecords(null, Set.of(ids.get(1)), Set.of(ids.get(2))));
            assertThat(told.get(5).deleted()).containsExactly(ids.get(0));
        }
    }
}
