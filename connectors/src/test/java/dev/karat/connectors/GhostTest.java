package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.write.ConsentItem;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.testkit.twin.GhostTwin;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only a site of Ghost does. */
class GhostTest {
    private static final String MEMBERS = "/ghost/api/admin/members/";

    private final VendorUnderTest news = VendorsOnDisk.open(Vendor.GHOST);
    private final GhostTwin ghost = (GhostTwin) news.twin;

    @AfterEach
    void stop() {
        news.close();
    }

    private Applied create() {
        return (Applied) news.connector().write("customer", upsert(null, ana("Silva", "ana@example.org")));
    }

    private JsonNode member(String id) {
        return news.connector().record("customers", id).orElseThrow();
    }

    private List<Map<String, String>> consents(JsonNode row) {
        return new ArrayList<>(news.canonical(row).blocks(Attribute.CONSENTS));
    }

    private JsonNode asStaff(String method, String path, Map<String, ?> member) {
        return ghost.asStaff(method, path, new ObjectMapper().valueToTree(Map.of("members", List.of(member))));
    }

    private List<JsonNode> changedSubscriptions(@Nullable String cursor) {
        var rows = new ArrayList<JsonNode>();
        Page page = news.connector().read("subscriptions", cursor);
        for (rows.addAll(page.records()); !page.endOfStream(); rows.addAll(page.records())) {
            page = news.connector().read("subscriptions", page.nextCursor());
        }
        lastCursor = page.nextCursor();
        return rows;
    }

    private @Nullable String lastCursor;

    @Test
    void givesANewMemberNoNewsletterAndTakesThatForNoRefusal() {
        JsonNode member = Objects.requireNonNull(create().readBack());
        assertThat(member.path("newsletters")).isEmpty();
        assertThat(consents(member)).isEmpty();
        var refused = new TreeMap<>(Map.of("channel", "email", "purpose", "marketing", "status", "denied"));
        var item = new ConsentItem("item", member.path("id").asText(), List.of(refused), record -> true);
        assertThat(news.connector().consent("customer", item))
                .isInstanceOfSatisfying(
                        Applied.class,
                        applied -> assertThat(consents(Objects.requireNonNull(applied.readBack())))
                                .isEmpty());
    }

    @Test
    void takesOnlyWhatTheMemberDidForProof() {
        asStaff("POST", MEMBERS, Map.of("email", "ana@example.org"));
        JsonNode row = news.readToEnd(null).rows().get(0);
        assertThat(consents(row))
                .singleElement()
                .satisfies(consent ->
                        assertThat(consent).containsEntry("status", "granted").doesNotContainKey("at"));

        ghost.memberDecides(row.path("id").asText(), false);
        assertThat(consents(member(row.path("id").asText())))
                .singleElement()
                .satisfies(consent -> assertThat(consent)
                        .containsEntry("status", "denied")
                        .containsEntry("at", "2026-01-02T03:04:05Z")
                        .containsEntry("evidence", "member"));

        news.clock.advance(Duration.ofHours(1));
        ghost.memberDecides(row.path("id").asText(), true);
        assertThat(consents(member(row.path("id").asText())))
                .singleElement()
                .satisfies(consent -> assertThat(consent)
                        .containsEntry("status", "granted")
                        .containsEntry("at", "2026-01-02T04:04:05Z")
                        .containsEntry("evidence", "member"));
    }

    @Test
    void findsWhoLeftTheNewslettersInTheFeedOfEventsOnly() {
        news.enter(20);
        var before = news.readToEnd(null);
        assertThat(changedSubscriptions(null)).hasSize(20);
        String cursor = Objects.requireNonNull(lastCursor);
        news.clock.advance(Duration.ofMinutes(10));
        String id = news.id(before.rows().get(0));
        ghost.memberDecides(id, false);
        news.clock.advance(Duration.ofMinutes(10));
        assertThat(news.ids(news.readToEnd(before.cursor()).rows())).doesNotContain(id);
        assertThat(changedSubscriptions(cursor)).hasSizeLessThan(20).anySatisfy(row -> {
            assertThat(news.id(row)).isEqualTo(id);
            assertThat(consents(row))
                    .singleElement()
                    .satisfies(consent -> assertThat(consent).containsEntry("status", "denied"));
        });
        assertThat(changedSubscriptions(lastCursor)).as("reaches back").hasSize(1);
    }

    @Test
    void readsManyChangesOfOneSecondInPages() {
        for (int i = 0; i < 250; i++) {
            asStaff("POST", MEMBERS, Map.of("email", "m" + i + "@example.org"));
        }
        assertThat(changedSubscriptions(null)).hasSize(250);
    }

    @Test
    void changesNeitherAddressNorNewsletters() {
        String id = create().externalId();
        ghost.memberDecides(id, true);
        CustomerData other = ana("Lima", "lima@example.net");
        assertThat(news.connector().write("customer", upsert(id, other))).isInstanceOf(Applied.class);
        assertThat(member(id).path("name").asText()).isEqualTo("Ana Lima");
        assertThat(member(id).path("email").asText()).isEqualTo("ana@example.org");
        assertThat(member(id).path("subscribed").asBoolean()).isTrue();
    }

    @Test
    void writesNothingWhereTheAddressIsThereTwice() {
        asStaff("POST", MEMBERS, Map.of("email", "Ana@example.org"));
        asStaff("POST", MEMBERS, Map.of("email", "ana@example.org"));
        assertThat(news.connector().write("customer", upsert(null, ana("Silva", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
    }

    @Test
    void tellsByWebhooksWhoChangedAndWhoIsGone() throws IOException {
        try (var receiver = new CallsOfAVendor(news, Map.of("webhookSecret", "a webhook secret"))) {
            for (String event : List.of("member.added", "member.edited", "member.deleted")) {
                var hook = Map.of("event", event, "secret", "a webhook secret", "target_url", receiver.address());
                ghost.asStaff(
                        "POST",
                        "/ghost/api/admin/webhooks/",
                        new ObjectMapper().valueToTree(Map.of("webhooks", List.of(hook))));
            }
            String id = create().externalId();
            assertThat(receiver.told().changed()).containsExactly(id);
            ghost.memberDecides(id, true);
            assertThat(receiver.told().changed()).containsExactly(id);
            ghost.asStaff("DELETE", MEMBERS + id + "/", null);
            assertThat(receiver.told().deleted()).containsExactly(id);
            await().until(() -> ghost.delivered() == 3);
        }
    }
}
