package dev.karat.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.api.model.Value;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Echoes;
import dev.karat.engine.store.StoredRecord;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What of a record is its own word, and what only repeats what Karat wrote there. */
class WhenARecordRepeatsWhatKaratWroteTest {
    private static final String OWN = "+491";
    private static final String WRITTEN = "+492";
    private static final String ADDED = "+493";

    private static CustomerData phones(String... numbers) {
        return CustomerData.builder().texts(Attribute.PHONES, numbers).build();
    }

    private static CustomerData name(String name) {
        return CustomerData.builder().text(Attribute.FAMILY_NAME, name).build();
    }

    private static StoredRecord record(CustomerData data, Echoes echoes) {
        return readAt(1, data, echoes);
    }

    private static StoredRecord readAt(long at, CustomerData data, Echoes echoes) {
        return new StoredRecord(
                1,
                new RecordKey("shop", "customer", "7"),
                new Stamp(0, 1, at, "h"),
                false,
                data,
                echoes,
                new byte[0],
                "g",
                null,
                new byte[0]);
    }

    private static DeliveryState delivery(CustomerData written, @Nullable CustomerData readBack) {
        return new DeliveryState(
                "shop", "g", "7", Status.SETTLED, written, written, readBack, null, null, 0, 0, null, false, 1);
    }

    /** The same, over what was written before it. */
    private static DeliveryState over(CustomerData earlier, DeliveryState now, long answeredAt) {
        return new DeliveryState(
                now.target(),
                now.goldenId(),
                now.externalId(),
                now.status(),
                now.desired(),
                now.written(),
                now.readBack(),
                earlier,
                null,
                null,
                0,
                0,
                null,
                false,
                answeredAt,
                now.operation());
    }

    private static Echoes read(CustomerData now, @Nullable StoredRecord before, DeliveryState delivery) {
        return EchoGuard.echoes(now, before, delivery, Objects.requireNonNull(delivery.written()), List.of());
    }

    @Nested
    class AList {
        private final StoredRecord before = record(phones(OWN), Echoes.NONE);
        private final CustomerData after = phones(WRITTEN, OWN);
        private final Echoes echoes = EchoGuard.afterWrite(after, before, Set.of(Attribute.PHONES));

        @Test
        void keepsItsOwnNumbersAmongThoseThatWereWritten() {
            assertThat(echoes.said(after).texts(Attribute.PHONES)).containsExactly(OWN);
            assertThat(echoes.isWhole(Attribute.PHONES)).isFalse();
        }

        @Test
        void saysTheSameWhenItIsReadAgain() {
            Echoes again = read(after, record(after, echoes), delivery(after, after));
            assertThat(again).isEqualTo(echoes);
        }

        @Test
        void saysWhatSomebodyAddsAndNothingThatWasWritten() {
            CustomerData now = phones(WRITTEN, OWN, ADDED);
            Echoes then = read(now, record(after, echoes), delivery(after, after));
            assertThat(then.said(now).texts(Attribute.PHONES)).containsExactly(OWN, ADDED);
        }

        @Test
        void saysNothingOnceItsOwnNumberWasReplaced() {
            CustomerData replaced = phones(WRITTEN);
            Echoes ended = EchoGuard.afterWrite(replaced, before, Set.of(Attribute.PHONES));
            assertThat(ended.said(replaced).isEmpty()).isTrue();
            assertThat(ended.isWhole(Attribute.PHONES)).isTrue();
        }
    }

    @Test
    void aFormThatIsShownLateIsAnEchoLikeTheOneThatWasShownFirst() {
        DeliveryState delivery = delivery(name("Hopper"), name("HOPPER"));
        StoredRecord before = record(name("HOPPER"), Echoes.of(Set.of(Attribute.FAMILY_NAME)));
        assertThat(read(name("Hopper"), before, delivery).isWhole(Attribute.FAMILY_NAME))
                .isTrue();
        assertThat(read(name("Murray"), before, delivery)).isEqualTo(Echoes.NONE);
    }

    @Nested
    class AViewFromBeforeTheLastWrite {
        private final Echoes ours = Echoes.of(Set.of(Attribute.FAMILY_NAME));
        private final DeliveryState answered = over(name("King"), delivery(name("Hopper"), name("Hopper")), 50);

        @Test
        void isAnEchoWhileNobodyReadTheRecordSince() {
            StoredRecord before = readAt(40, name("Hopper"), ours);
            assertThat(read(name("King"), before, answered).isWhole(Attribute.FAMILY_NAME))
                    .isTrue();
        }

        @Test
        void isAnEchoAlsoOfWhatWasEmptiedThen() {
            StoredRecord before = readAt(40, CustomerData.empty(), Echoes.NONE);
            DeliveryState emptied = over(name("King"), delivery(CustomerData.empty(), CustomerData.empty()), 50);
            assertThat(read(name("King"), before, emptied).isWhole(Attribute.FAMILY_NAME))
                    .isTrue();
        }

        @Test
        void isSomebodysWordOnceTheAnswerWasRead() {
            StoredRecord before = readAt(60, name("Hopper"), ours);
            assertThat(read(name("King"), before, answered)).isEqualTo(Echoes.NONE);
        }
    }

    /** A vendor that merges two records fills the one that stays from the one that goes. */
    @Test
    void whatWasWrittenIntoAnotherRecordOfTheCustomerIsAnEchoHereToo() {
        StoredRecord before = record(name("Hopper"), Echoes.NONE);
        CustomerData merged = name("Hopper").with(phones(WRITTEN, ADDED));
        Echoes echoes = EchoGuard.echoes(merged, before, null, CustomerData.empty(), List.of(phones(WRITTEN)));
        assertThat(echoes.said(merged)).isEqualTo(name("Hopper").with(phones(ADDED)));
    }

    @Nested
    class AConsent {
        private SortedMap<String, String> act(String status, String at) {
            var act = new TreeMap<>(Map.of("channel", "email", "purpose", "marketing", "status", status));
            if (!at.isEmpty()) {
                act.put("at", at);
            }
            return act;
        }

        private CustomerData saying(SortedMap<String, String> act) {
            return CustomerData.builder()
                    .put(Attribute.CONSENTS, new Value.Blocks(List.of(act)))
                    .build();
        }

        private boolean isOurs(CustomerData now, @Nullable StoredRecord before, DeliveryState delivery) {
            return isOurs(ConsentEchoes.read(now, before, delivery));
        }

        private boolean isOurs(CustomerData marked) {
            return Consents.isOurs(marked.blocks(Attribute.CONSENTS).get(0));
        }

        @Test
        void isAnEchoWhateverTimeTheVendorPutsToIt() {
            CustomerData now = saying(act("denied", "2026-03-01"));
            DeliveryState intent = delivery(saying(act("denied", "")), null);
            assertThat(isOurs(ConsentEchoes.answered(now, CustomerData.empty(), intent)))
                    .isTrue();
            assertThat(isOurs(now, record(CustomerData.empty(), Echoes.NONE), intent))
                    .as("read while it was under way, somebody else may have entered it")
                    .isFalse();
        }

        @Test
        void ofAnotherStatusIsItsOwn() {
            CustomerData written = saying(act("granted", "2026-01-01"));
            StoredRecord before = record(saying(Consents.marked(act("granted", "2026-01-01"), true)), Echoes.NONE);
            assertThat(isOurs(saying(act("denied", "")), before, delivery(written, written)))
                    .isFalse();
            assertThat(isOurs(saying(act("granted", "2026-02-02")), before, delivery(written, written)))
                    .as("a grant in doubt is an echo")
                    .isTrue();
        }

        @Test
        void whoRefusesAgainSaysItHimself() {
            SortedMap<String, String> ours = act("denied", "2026-01-01");
            DeliveryState told = delivery(saying(Consents.marked(ours, true)), saying(ours));
            StoredRecord refused = record(saying(Consents.marked(ours, true)), Echoes.NONE);
            assertThat(isOurs(saying(ours), refused, told)).isTrue();
            assertThat(isOurs(saying(act("denied", "2026-02-02")), refused, told))
                    .isFalse();
            StoredRecord granted = record(saying(act("granted", "2026-02-01")), Echoes.NONE);
            assertThat(isOurs(saying(act("denied", "2026-02-02")), granted, told))
                    .isFalse();
        }
    }
}
