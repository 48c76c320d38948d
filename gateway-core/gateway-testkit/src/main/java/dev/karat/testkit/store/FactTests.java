package dev.karat.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.LetterSelection;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import dev.karat.engine.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Settings, interactions, dead letters and the decisions of stewards. */
interface FactTests extends StoreUnderTest {
    @Test
    default void aSettingIsReplacedAndRemoved() {
        var cursor = new Setting(Setting.Scope.CURSOR, "shop/customers", "page-2", Rows.NOW);
        store().commit(new Batch()
                .settings(new Setting(Setting.Scope.CURSOR, "shop/customers", "page-1", 0), Rows.fact("b", "2"))
                .build());
        store().commit(new Batch().settings(cursor, Rows.fact("a", "1")).build());

        assertThat(store().setting(Setting.Scope.CURSOR, "shop/customers")).contains(cursor);
        assertThat(store().setting(Setting.Scope.PHASE, "shop/customers")).isEmpty();
        assertThat(store().settings(Setting.Scope.GATEWAY, 10))
                .containsExactly(Rows.fact("a", "1"), Rows.fact("b", "2"));
        assertThat(store().settings(Setting.Scope.GATEWAY, 1)).containsExactly(Rows.fact("a", "1"));

        store().commit(new Batch().withoutSetting(Setting.Scope.GATEWAY, "a").build());

        assertThat(store().settings(Setting.Scope.GATEWAY, 10)).containsExactly(Rows.fact("b", "2"));
    }

    @Test
    default void interactionsComeNewestFirstOfAllReferencesOfACustomer() {
        var old = Rows.message("mail", "m1", "anna@example.com", 10);
        var newest = new Interaction("mail", "m2", "77", "ticket", 30, "Größe 👗 half \uD83D pair", "open");
        store().commit(new Batch()
                .interactions(
                        old,
                        newest,
                        Rows.message("mail", "m3", "bob@example.com", 20),
                        Rows.message("desk", "m1", "anna@example.com", 40))
                .build());

        assertThat(store().interactions("mail", List.of("anna@example.com", "77"), 10))
                .extracting(Interaction::id)
                .containsExactly("m2", "m1");
        assertThat(store().interactions("mail", List.of("anna@example.com", "77"), 1))
                .extracting(Interaction::summary)
                .containsExactly("Größe 👗 half \uFFFD pair");
    }

    @Test
    default void interactionsOfManyReferencesAreTheNewestOfAll() {
        store().commit(new Batch()
                .interactions(IntStream.range(0, 1200)
                        .mapToObj(i -> Rows.message("mail", "m" + i, "ref" + i, i))
                        .toArray(Interaction[]::new))
                .build());
        var refs = IntStream.range(0, 1200).mapToObj(i -> "ref" + i).toList();

        assertThat(store().interactions("mail", refs, 2))
                .extracting(Interaction::id)
                .containsExactly("m1199", "m1198");
    }

    @Test
    default void anInteractionIsReplacedByItsNewState() {
        var open = new Interaction("desk", "t1", "77", "ticket", 10, "Broken", "open");
        var closed = new Interaction("desk", "t1", "77", "ticket", 10, "Broken", "closed");
        store().commit(new Batch().interactions(open).build());
        store().commit(new Batch().interactions(closed).build());

        assertThat(store().interactions("desk", List.of("77"), 10)).containsExactly(closed);
    }

    @Test
    default void deadLettersKeepTheirBytesAndAreNumberedAnew() {
        store().commit(new Batch()
                .deadLetters(
                        Rows.letter("erp", null, "naïve\u0000"),
                        Rows.letter("shop", "77", "{"),
                        Rows.letter("erp", "1", "x"))
                .build());

        List<DeadLetter> all = store().deadLetters(null, 10);

        assertThat(all).extracting(DeadLetter::id).doesNotHaveDuplicates().doesNotContain(0L);
        assertThat(all).extracting(DeadLetter::system).containsExactly("erp", "shop", "erp");
        assertThat(all.get(2).payload()).isEqualTo("naïve\u0000".getBytes(StandardCharsets.UTF_8));
        assertThat(all.get(1))
                .usingRecursiveComparison()
                .ignoringFields("id")
                .isEqualTo(Rows.letter("shop", "77", "{"));
        assertThat(store().deadLetters("erp", 1))
                .extracting(DeadLetter::recordId)
                .containsExactly("1");

        store().commit(new Batch().withoutDeadLetter(all.get(0).id()).build());
        store().commit(new Batch().deadLetters(Rows.letter("erp", "2", "y")).build());

        assertThat(store().deadLetters(null, 10)).hasSize(3);
        assertThat(store().deadLetters(null, 1).get(0).id())
                .isGreaterThan(all.get(0).id());
        assertThat(store().counts().deadLetters()).isEqualTo(3);
    }

    @Test
    default void deadLettersAreChosenByCodeSystemAndNumberAndSweptFromTheOldest() {
        var delivery = DeadLetter.ofDelivery("shop", "customer", "01GOLDEN", ErrorCode.VENDOR_REFUSED, "too long", 5);
        store().commit(new Batch()
                .deadLetters(Rows.letter("erp", "1", "a"), delivery, Rows.letter("shop", "7", "b"))
                .deadLetters(Rows.letter("erp", "1", "c"))
                .build());
        var broken = new LetterSelection(null, null, ErrorCode.RECORD_MALFORMED);

        assertThat(store().newestDeadLetters(broken, 10))
                .extracting(DeadLetter::recordId)
                .containsExactly("1", "7", "1");
        List<DeadLetter> oldest = store().deadLettersAfter(broken, 0, 2);
        assertThat(oldest).extracting(DeadLetter::system).containsExactly("erp", "shop");
        assertThat(store().deadLettersAfter(broken, oldest.get(1).id(), 2))
                .extracting(one -> new String(one.payload(), StandardCharsets.UTF_8))
                .containsExactly("c");
        var one = new LetterSelection(oldest.get(0).id(), null, null);
        assertThat(store().newestDeadLetters(one, 10)).hasSize(1);
        assertThat(store().newestDeadLetters(new LetterSelection(oldest.get(0).id(), "shop", null), 10))
                .isEmpty();
        assertThat(store().deadLetterCounts())
                .containsExactly(
                        new Store.LetterCount("erp", ErrorCode.RECORD_MALFORMED, 2),
                        new Store.LetterCount("shop", ErrorCode.RECORD_MALFORMED, 1),
                        new Store.LetterCount("shop", ErrorCode.VENDOR_REFUSED, 1));
    }

    @Test
    default void deadLettersAreFoundByTheirRecordAndByTheProfileThatWasNotDelivered() {
        var delivery = DeadLetter.ofDelivery("shop", "customer", "01GOLDEN", ErrorCode.VENDOR_REFUSED, "too long", 5);
        var other = DeadLetter.ofDelivery("shop", "customer", "01OTHER", ErrorCode.VENDOR_REFUSED, "too long", 5);
        store().commit(new Batch()
                .deadLetters(Rows.letter("erp", "1", "a"), delivery, other, Rows.letter("shop", "7", "b"))
                .deadLetters(Rows.letter("erp", "1", "c"))
                .build());

        assertThat(store().deadLettersOf(List.of(Rows.key("erp", "1"), Rows.key("shop", "8")), 10))
                .extracting(one -> new String(one.payload(), StandardCharsets.UTF_8))
                .containsExactly("c", "a");
        assertThat(store().deadLettersOf(List.of(Rows.key("erp", "1"), Rows.key("shop", "7")), 2))
                .hasSize(2);
        assertThat(store().deadLettersOfDeliveries("shop", List.of("01GOLDEN", "01NONE"), 10))
                .extracting(DeadLetter::undelivered)
                .containsExactly("01GOLDEN");
        assertThat(store().deadLettersOfDeliveries("mailing", List.of("01GOLDEN"), 10))
                .isEmpty();
    }

    @Test
    default void aVerdictStandsUntilItIsWithdrawn() {
        var always = verdict("1", "2", Verdict.ALWAYS);
        var never = verdict("1", "3", Verdict.NEVER);
        store().commit(new Batch().decisions(always, never).build());
        assertThat(store().decisions()).containsExactly(always, never);

        var changed = verdict("1", "2", Verdict.NEVER);
        store().commit(new Batch().decisions(changed).build());
        assertThat(store().decisions()).containsExactly(changed, never);

        store().commit(new Batch()
                .decisions(always, verdict("1", "2", Verdict.NONE))
                .build());
        assertThat(store().decisions()).containsExactly(never);
    }

    private static StewardDecision verdict(String first, String second, Verdict verdict) {
        return new StewardDecision(Rows.key("erp", first), Rows.key("shop", second), verdict, "steward", Rows.NOW);
    }
}
