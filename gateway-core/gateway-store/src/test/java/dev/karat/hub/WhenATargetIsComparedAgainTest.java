package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.delivery.Resync.Action;
import dev.karat.engine.delivery.Resync.State;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.StoredGolden;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resync: every profile is compared with a target, whether or not it changes. */
class WhenATargetIsComparedAgainTest {
    private static final Set<Attribute> WITH_BIRTHDAY = withBirthday();

    private HubFixture hub;

    @BeforeEach
    void open(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static Set<Attribute> withBirthday() {
        Set<Attribute> give = EnumSet.of(Attribute.BIRTH_DATE);
        give.addAll(HubFixture.GIVE);
        return give;
    }

    private static CustomerData born(CustomerData person, String day) {
        return person.with(
                CustomerData.builder().text(Attribute.BIRTH_DATE, day).build());
    }

    private Resync.Run run() {
        return hub.hub.resync("shop").map(Resync::run).orElseThrow();
    }

    private boolean steer(Action action, @Nullable String where, Attribute... fields) {
        List<String> chosen = fields.length == 0
                ? null
                : Arrays.stream(fields).map(Attribute::path).toList();
        return await(hub.hub.steer("shop", new Resync.Order(action, "eve", where, chosen)));
    }

    /** Compares to the end, and returns how many pages that took. */
    private int compare() {
        int pages = 1;
        while (await(hub.hub.compare("shop"))) {
            pages++;
        }
        return pages;
    }

    @Nested
    class WithTwoCustomersAtRest {
        private static final CustomerData ADA =
                born(person("Ada", "Lovelace", "ada@example.test", "+493012345678"), "1815-12-10");
        private static final CustomerData GRACE =
                born(person("Grace", "Hopper", "grace@example.test", "+442071234567"), "1906-12-09");

        @BeforeEach
        void rest() {
            hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("erp", "2", 1, GRACE));
            hub.target("shop").edit("7", person("Ada", "Lovelace", "ada@example.test", "+493012345678"));
            hub.readBack();
            hub.goLive("shop");
            hub.rest();
            assertThat(hub.hub.resync("shop").map(Resync::run)).as("it is new").isEmpty();
        }

        @Test
        void givesAFieldThatIsNewInGiveToCustomersThatNobodyChanges() {
            hub.restart(WITH_BIRTHDAY);
            assertThat(hub.rest()).as("nobody changed").isZero();

            compare();

            assertThat(run().by()).startsWith("gateway: ");
            assertThat(run().planned()).isEqualTo(2);
            assertThat(hub.rest()).isEqualTo(2);
            assertThat(hub.target("shop").data("7").text(Attribute.BIRTH_DATE)).isEqualTo("1815-12-10");
            assertThat(hub.target("shop").data("made-101").text(Attribute.BIRTH_DATE))
                    .isEqualTo("1906-12-09");
        }

        @Test
        void beginsByItselfOncePerPolicy() {
            hub.restart(WITH_BIRTHDAY);
            compare();
            long first = run().startedAt();
            hub.rest();
            hub.restart();
            compare();
            assertThat(run().startedAt()).isEqualTo(first);
            assertThat(run().state()).isEqualTo(State.DONE);
        }

        @Test
        void writesNothingThatIsTheSame() {
            assertThat(steer(Action.START, null)).isTrue();
            compare();
            assertThat(run().compared()).isEqualTo(2);
            assertThat(run().planned()).isZero();
            assertThat(hub.rest()).isZero();
        }

        @Test
        void writesWhatChangedBeforeWhatItPlanned() {
            hub.restart(WITH_BIRTHDAY);
            compare();
            hub.ingest(hub.version("erp", "2", 2, born(GRACE, "1906-12-08")));
            await(hub.hub.plan("shop"));

            List<DeliveryItem> first = await(hub.hub.take("shop", 1));

            assertThat(first)
                    .singleElement()
                    .extracting(item -> item.key().externalId())
                    .isEqualTo("made-101");
        }

        @Test
        void keepsWhatChangedApartFromWhatItPlanned() {
            hub.restart(WITH_BIRTHDAY);
            compare();
            hub.ingest(hub.version("erp", "2", 2, born(GRACE, "1906-12-08")));
            await(hub.hub.plan("shop"));

            List<DeliveryItem> changed = await(hub.hub.take("shop", 100, 100));
            assertThat(changed).singleElement().matches(item -> !item.behind());

            List<DeliveryItem> planned = await(hub.hub.take("shop", 100, 100));
            assertThat(planned).singleElement().matches(DeliveryItem::behind);
        }

        @Test
        void keepsItsPlaceBehindWhatChangesWhileNothingIsSent() {
            hub.restart(WITH_BIRTHDAY);
            compare();
            List<DeliveryItem> planned = await(hub.hub.take("shop", 100, 100));
            assertThat(planned).hasSize(2);
            await(hub.hub.settle(
                    "shop",
                    planned,
                    planned.stream()
                            .<DeliveryOutcome>map(item -> new DeliveryOutcome.Postponed(
                                    item.id(), ErrorCode.VENDOR_RATE_LIMITED, Duration.ofSeconds(5)))
                            .toList()));

            assertThat(await(hub.hub.take("shop", 100, 100))).as("not before").isEmpty();
            hub.clock.advance(Duration.ofSeconds(5));
            assertThat(await(hub.hub.take("shop", 100, 1)))
                    .singleElement()
                    .matches(DeliveryItem::behind)
                    .matches(item -> !item.lookUpFirst());
        }

        @Test
        void leavesAnOperatorTheChoiceOfASegment() {
            hub.restart(WITH_BIRTHDAY);
            assertThat(steer(Action.START, null)).isTrue();
            assertThat(steer(Action.START, null)).as("one at a time").isFalse();
            assertThat(steer(Action.CANCEL, null)).isTrue();
            compare();
            assertThat(run().compared()).as("cancelled is not begun again").isZero();

            assertThat(steer(Action.START, ".familyName == \"Hopper\"")).isTrue();
            compare();

            assertThat(hub.rest()).isEqualTo(1);
            assertThat(hub.target("shop").data("made-101").text(Attribute.BIRTH_DATE))
                    .isEqualTo("1906-12-09");
            assertThat(hub.target("shop").data("7").get(Attribute.BIRTH_DATE)).isNull();
        }

        @Test
        void leavesAnOperatorTheChoiceOfFields() {
            hub.restart(WITH_BIRTHDAY);
            steer(Action.START, null);
            steer(Action.CANCEL, null);

            assertThat(steer(Action.START, null, Attribute.FAMILY_NAME, Attribute.EMAILS))
                    .isTrue();
            compare();
            assertThat(run().compared()).isEqualTo(2);
            assertThat(run().planned()).as("they differ in something else").isZero();
            assertThat(hub.rest()).isZero();

            assertThat(steer(Action.START, ".familyName == \"Hopper\"", Attribute.BIRTH_DATE))
                    .isTrue();
            hub.restart();
            compare();
            assertThat(run().planned()).as("of the one who is meant").isEqualTo(1);
            assertThat(hub.rest()).isEqualTo(1);
            assertThat(hub.target("shop").data("made-101").text(Attribute.BIRTH_DATE))
                    .isEqualTo("1906-12-09");
        }

        @Test
        void createsWhoIsMissingThereOnlyForAFieldThatTheyHave() {
            hub.ingest(hub.version("erp", "3", 1, person("Mary", "Somerville", "mary@example.test", "+442071234568")));
            steer(Action.START, null, Attribute.BIRTH_DATE);
            compare();
            assertThat(run().planned()).isZero();

            steer(Action.START, null, Attribute.EMAILS);
            compare();
            assertThat(run().planned()).isEqualTo(1);
        }
    }

    @Nested
    class WithMoreThanOnePage {
        private static final int PEOPLE = 2 * Resync.PAGE + 50;

        @BeforeEach
        void plan() {
            hub.ingest(IntStream.range(0, PEOPLE)
                    .mapToObj(WithMoreThanOnePage.this::someone)
                    .toArray(IngestItem[]::new));
            while (await(hub.hub.plan("shop"))) {
                // Planned in pages.
            }
            assertThat(hub.store.counts().profiles()).isEqualTo(PEOPLE);
        }

        private IngestItem someone(int number) {
            String word = word(number);
            CustomerData data = person(word, word, word + "@example.test", "+4930" + (5_000_000 + number));
            return hub.version("erp", "e" + number, 1, born(data, "1990-01-01"));
        }

        private static String word(int number) {
            return new java.util.Random(number * 7919L)
                    .ints(8, 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }

        @Test
        void stopsWhereItIsPausedAndGoesOnFromThere() {
            steer(Action.START, null);
            assertThat(await(hub.hub.compare("shop"))).isTrue();
            assertThat(steer(Action.PAUSE, null)).isTrue();

            compare();
            assertThat(run().state()).isEqualTo(State.PAUSED);
            assertThat(run().compared()).isEqualTo(Resync.PAGE);
            hub.restart();
            compare();
            assertThat(run().compared()).as("also over a restart").isEqualTo(Resync.PAGE);

            assertThat(steer(Action.RESUME, null)).isTrue();
            assertThat(compare()).isEqualTo(2);
            assertThat(run().state()).isEqualTo(State.DONE);
            assertThat(run().compared()).isEqualTo(PEOPLE);
            assertThat(run().planned()).as("all of it was planned before").isZero();
            assertThat(steer(Action.PAUSE, null)).isFalse();
        }

        @Test
        void goesOnWhereItWasAfterARestart() {
            hub.restart(WITH_BIRTHDAY);
            assertThat(await(hub.hub.compare("shop"))).isTrue();
            assertThat(run().profiles()).isEqualTo(PEOPLE);
            hub.restart();

            assertThat(compare()).as("pages that were left").isEqualTo(2);

            assertThat(run().planned()).isEqualTo(PEOPLE);
            List<String> ids = hub.store.liveGoldens(null, PEOPLE).stream()
                    .map(StoredGolden::id)
                    .toList();
            assertThat(hub.store.deliveries("shop", ids))
                    .hasSize(PEOPLE)
                    .extracting(DeliveryState::desired)
                    .allMatch(desired -> "1990-01-01".equals(desired.text(Attribute.BIRTH_DATE)));
        }
    }
}
