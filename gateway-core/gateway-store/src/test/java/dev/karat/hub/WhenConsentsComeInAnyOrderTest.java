package dev.karat.hub;

import static dev.karat.hub.WhenConsentChangesTest.MAIL;
import static dev.karat.hub.WhenConsentChangesTest.act;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryItem.Kind;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.policy.TargetPolicy.Mode;
import dev.karat.engine.store.Consents;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Mail to somebody who opted out is the failure that matters most. Customers say yes and no in an ERP, a shop and a
 * mailing system, with and without proof, and their addresses change; deliveries and polls come between at random. No
 * system that Karat writes ever becomes or stays granted while the profile says no.
 */
class WhenConsentsComeInAnyOrderTest {
    /** Histories of each try: {@code -Dkarat.histories=20} plays 1,000 of them. */
    private static final int HISTORIES = Integer.getInteger("karat.histories", 1);

    private static final List<String> ADDRESSES = List.of("ada@example.test", "byron@example.test");
    private static final List<String> TARGETS = List.of("shop", "mailing");

    @Property(tries = 50, seed = "11", shrinking = ShrinkingMode.OFF)
    void nobodyWhoRefusedIsGranted(@ForAll long seed) {
        for (int history = 0; history < HISTORIES; history++) {
            play(seed + history);
        }
    }

    private static void play(long seed) {
        try (var hub = HubFixture.scratch()) {
            new History(hub, new Random(seed), "seed " + seed).play();
        }
    }

    private static final class History {
        private final HubFixture hub;
        private final Random random;
        private final String name;
        /** What the people at a target, or the customer there, entered last. */
        private final Map<String, String> enteredThere = new HashMap<>();

        private CustomerData erp = WhenConsentsComeInAnyOrderTest.ada(ADDRESSES.get(0));
        private long versions = 1;

        History(HubFixture hub, Random random, String name) {
            this.hub = hub;
            this.random = random;
            this.name = name;
        }

        void play() {
            TargetPolicy.Consents consents =
                    random.nextInt(4) == 0 ? TargetPolicy.Consents.REFUSALS : TargetPolicy.Consents.ALL;
            hub.restart(
                    target -> WhenConsentChangesTest.policy(target, Mode.UPSERT, consents),
                    WhenConsentChangesTest.reach(consents, MAIL));
            hub.ingest(hub.version("erp", "1", versions, erp));
            TARGETS.forEach(target -> {
                hub.goLive(target);
                hub.target(target).watch = item -> check(target, item, consents);
            });
            for (int acts = 5 + random.nextInt(12); acts > 0; acts--) {
                act();
                for (int steps = random.nextInt(3); steps > 0; steps--) {
                    step();
                }
            }
            hub.rest();
            // What was refused as stale is tried again after a while.
            hub.clock.advance(Duration.ofHours(1));
            hub.rest();
            TARGETS.forEach(this::checkAtRest);
            assertThat(hub.rest()).as(name).isZero();
        }

        private void act() {
            String target = TARGETS.get(random.nextInt(TARGETS.size()));
            List<String> there = List.copyOf(hub.target(target).rows.keySet());
            switch (random.nextInt(5)) {
                case 0, 1 -> erpSays(Consents.in(erp, List.of(anAct(ADDRESSES.get(random.nextInt(2))))));
                case 2 -> erpSays(Consents.in(ada(ADDRESSES.get(random.nextInt(2))), blocks(erp)));
                default -> {
                    if (there.isEmpty()) {
                        erpSays(random.nextBoolean() ? Consents.in(erp, List.of()) : erp);
                    } else {
                        enteredAt(target, there.get(random.nextInt(there.size())));
                    }
                }
            }
        }

        private void erpSays(CustomerData data) {
            erp = data;
            hub.ingest(hub.version("erp", "1", ++versions, erp));
        }

        private void enteredAt(String target, String id) {
            CustomerData row = hub.target(target).data(id);
            String address = row.texts(Attribute.EMAILS).get(0);
            SortedMap<String, String> act = anAct(address);
            enteredThere.put(target + id, Consents.status(act));
            hub.target(target).edit(id, Consents.in(row, List.of(act)));
            if (random.nextBoolean()) {
                hub.readBack();
            }
        }

        private SortedMap<String, String> anAct(String address) {
            String status = random.nextInt(5) < 2 ? "denied" : random.nextInt(6) == 0 ? "pending" : "granted";
            String at = Instant.parse("2026-02-01T00:00:00Z")
                    .plus(random.nextInt(1000), ChronoUnit.HOURS)
                    .toString();
            return WhenConsentChangesTest.act(MAIL, address, status, random.nextInt(3) == 0 ? "" : at);
        }

        private void step() {
            switch (random.nextInt(4)) {
                case 0 -> hub.readBack();
                case 1 -> hub.deliver("mailing");
                default -> hub.deliver("shop");
            }
        }

        /** What the profile says of the addresses of a record, the strictest first. */
        private boolean isRefused(String target, String id, List<String> addresses) {
            return hub.profile(target, id)
                    .or(() -> hub.profile("erp", "1"))
                    .map(profile -> profile.profile().data().blocks(Attribute.CONSENTS).stream()
                            .filter(Consents::isRefusal)
                            .anyMatch(block -> addresses.contains(Consents.contactPoint(block))))
                    .orElse(false);
        }

        private void check(String target, DeliveryItem item, TargetPolicy.Consents consents) {
            String id = item.key().externalId();
            assertThat(item.desired().blocks(Attribute.CONSENTS).isEmpty())
                    .as("%s: consent has a way of its own", name)
                    .isEqualTo(!item.kind().isConsent());
            if (item.isCreation()) {
                return;
            }
            CustomerData row = hub.target(target).data(id);
            if (item.kind() == Kind.OPT_IN) {
                assertThat(consents).as(name).isEqualTo(TargetPolicy.Consents.ALL);
                assertThat(isRefused(target, id, row.texts(Attribute.EMAILS)))
                        .as("%s: %s is granted at %s", name, id, target)
                        .isFalse();
                assertThat(enteredThere.getOrDefault(target + id, ""))
                        .as(
                                "%s: %s unsubscribed at %s: %s, known as %s, said by %s",
                                name,
                                id,
                                target,
                                blocks(row),
                                blocks(item.current()),
                                hub.store.recordsOf(List.of(item.key().goldenId())).stream()
                                        .map(record -> record.key() + " " + blocks(record.data()))
                                        .toList())
                        .isNotEqualTo("denied");
            } else if (item.kind() == Kind.UPDATE && item.token() != null && isGranted(row)) {
                var later = new ArrayList<>(FakeTarget.shown(item.desired()).texts(Attribute.EMAILS));
                assertThat(isRefused(target, id, later))
                        .as("%s: %s gets an address at %s that refused", name, id, target)
                        .isFalse();
            }
        }

        private void checkAtRest(String target) {
            hub.target(target).rows.forEach((id, row) -> {
                if (isRefused(target, id, row.data().texts(Attribute.EMAILS))) {
                    assertThat(isGranted(row.data()))
                            .as("%s: %s is granted at %s: %s", name, id, target, blocks(row.data()))
                            .isFalse();
                }
            });
        }

        private static boolean isGranted(CustomerData row) {
            return blocks(row).stream().anyMatch(Consents::isGrant);
        }

        private static List<SortedMap<String, String>> blocks(CustomerData data) {
            return data.blocks(Attribute.CONSENTS);
        }
    }

    private static CustomerData ada(String address) {
        return HubFixture.person("Ada", "Lovelace", address, "+493012345678")
                .with(CustomerData.builder()
                        .text(Attribute.BIRTH_DATE, "1815-12-10")
                        .build());
    }
}
