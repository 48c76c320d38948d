package dev.karat.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenProfile;
import dev.karat.engine.survivorship.Provenance;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Golden ids, their profiles, how they are found, and the log of their changes. */
interface ProfileTests extends StoreUnderTest {
    @Test
    default void aProfileComesBackWithItsProvenance() {
        var name = new Provenance(
                Attribute.NAME,
                List.of(Rows.key("erp", "1"), Rows.key("shop", "ä")),
                "recent",
                Rows.NOW,
                List.of(new Provenance.Loser(Rows.key("mail", "x"), Value.text("Ana 😀"))));
        var full = new StoredGolden(
                "g1",
                1,
                StoredGolden.NO_ANCHOR,
                StoredGolden.Status.REDIRECT,
                "g2",
                42,
                new GoldenProfile(Rows.person("Anna", "anna@example.com"), List.of(name)),
                Rows.NOW);
        var empty = Rows.golden("g2", 2, 5, StoredGolden.Status.ARCHIVED, GoldenProfile.EMPTY);

        store().commit(new Batch().goldens(full, empty).build());

        assertThat(store().goldens(List.of("g1", "g2", "g1", "g3"))).containsExactlyInAnyOrder(full, empty);
        assertThat(store().goldens(List.of())).isEmpty();
    }

    @Test
    default void idsAreFoundByTheirAnchor() {
        store().commit(new Batch()
                .goldens(
                        Rows.golden("g1", 1, 10, Rows.person("A")),
                        Rows.golden("g2", 2, 10, StoredGolden.Status.REDIRECT, GoldenProfile.EMPTY),
                        Rows.golden("g3", 3, 11, Rows.person("C")),
                        Rows.golden("g4", 4, 12, Rows.person("D")))
                .build());

        assertThat(store().goldensAnchoredOn(List.of(10L, 11L)))
                .extracting(StoredGolden::id)
                .containsExactlyInAnyOrder("g1", "g2", "g3");
    }

    @Test
    default void aSweepOfLiveProfilesLeavesOutThoseThatAreNot() {
        store().commit(new Batch()
                .goldens(
                        Rows.golden("c", 1, 1, Rows.person("C")),
                        Rows.golden("a", 2, 2, Rows.person("A")),
                        Rows.golden("b", 3, 3, StoredGolden.Status.ARCHIVED, GoldenProfile.EMPTY),
                        Rows.golden("d", 4, 4, Rows.person("D")))
                .build());

        assertThat(store().liveGoldens(null, 2)).extracting(StoredGolden::id).containsExactly("a", "c");
        assertThat(store().liveGoldens("c", 2)).extracting(StoredGolden::id).containsExactly("d");
        assertThat(store().counts().profiles()).isEqualTo(3);
    }

    @Test
    default void aProfileIsFoundByTheContactsThatItsRecordsAssertNow() {
        var anna = Rows.record(1, Rows.key("erp", "1"), "g1", contacts("+4930123", "a@example.com", "b@example.com"));
        store().commit(Batch.of(anna)
                .goldens(Rows.golden("g1", 1, 1, Rows.person("Anna")))
                .build());
        assertThat(found("a@example.com")).containsExactly("g1");
        assertThat(found("+4930123")).containsExactly("g1");

        store().commit(Batch.of(
                        Rows.record(1, anna.key(), "g1", contacts("+4930123", "b@example.com", "c@example.com")))
                .build());
        assertThat(found("a@example.com")).isEmpty();
        assertThat(found("b@example.com")).containsExactly("g1");
        assertThat(found("c@example.com")).containsExactly("g1");

        store().commit(Batch.of(Rows.deleted(anna)).build());
        assertThat(found("b@example.com")).isEmpty();

        store().commit(Batch.of(anna).build());
        assertThat(found("b@example.com")).containsExactly("g1");
    }

    @Test
    default void anEchoIsNotFound() {
        var anna = Rows.record(1, Rows.key("erp", "1"), "g1", contacts("+4930123", "a@example.com"));
        store().commit(Batch.of(anna.withEvidence(Set.of(Attribute.EMAILS), new byte[0]))
                .goldens(Rows.golden("g1", 1, 1, Rows.person("Anna")))
                .build());

        assertThat(found("a@example.com")).isEmpty();
        assertThat(found("+4930123")).containsExactly("g1");
    }

    @Test
    default void aSharedContactFindsEveryLiveProfileUpToTheLimit() {
        store().commit(Batch.of(
                        Rows.record(1, Rows.key("erp", "1"), "g1", Rows.person("A", "shared@example.com")),
                        Rows.record(2, Rows.key("erp", "2"), "g1", Rows.person("A", "shared@example.com")),
                        Rows.record(3, Rows.key("erp", "3"), "g2", Rows.person("B", "shared@example.com")),
                        Rows.record(4, Rows.key("erp", "4"), "g3", Rows.person("C", "shared@example.com")),
                        Rows.record(5, Rows.key("erp", "5"), null, Rows.person("D", "shared@example.com")))
                .goldens(
                        Rows.golden("g1", 1, 1, Rows.person("A")),
                        Rows.golden("g2", 2, 3, Rows.person("B")),
                        Rows.golden("g3", 3, 4, StoredGolden.Status.ARCHIVED, GoldenProfile.EMPTY))
                .build());

        assertThat(found("shared@example.com")).containsExactly("g1", "g2");
        assertThat(store().goldenIdsByContact("shared@example.com", 1)).containsExactly("g1");
    }

    @Test
    default void aTextTooLongForAContactIsKeptButNotListed() {
        String endless = "x".repeat(100_000) + "@example.com";
        StoredRecord odd = Rows.record(1, Rows.key("erp", "1"), "g1", Rows.person("Odd", endless));

        store().commit(Batch.of(odd)
                .goldens(Rows.golden("g1", 1, 1, Rows.person("Odd")))
                .build());

        assertThat(store().record(odd.key()).orElseThrow().data()).isEqualTo(odd.data());
        assertThat(found(endless)).isEmpty();
    }

    @Test
    default void theLogIsReadInOrderAfterAPlace() {
        var merged =
                new StoredChange(7, "g1", 2, StoredChange.Type.MERGED, Set.of(), "g9", "decision", Rows.NOW, "shop");
        store().commit(new Batch()
                .changes(merged, Rows.change(3, "g3"), Rows.change(5, "g5"))
                .build());

        assertThat(store().changes(0, 10)).extracting(StoredChange::seq).containsExactly(3L, 5L, 7L);
        assertThat(store().changes(5, 10)).containsExactly(merged);
        assertThat(store().changes(0, 2)).hasSize(2);
        assertThat(store().counts().changeSeqMax()).isEqualTo(7);
    }

    @Test
    default void aLongListOfIdsIsReadInParts() {
        var ids = LongStream.rangeClosed(1, 1100).mapToObj(i -> "g" + i).toList();
        store().commit(new Batch()
                .goldens(ids.stream()
                        .map(id -> Rows.golden(id, Long.parseLong(id.substring(1)), 1, Rows.person(id)))
                        .toArray(StoredGolden[]::new))
                .build());

        assertThat(store().goldens(ids)).hasSize(1100).doesNotHaveDuplicates();
    }

    private List<String> found(String contact) {
        return store().goldenIdsByContact(contact, 10);
    }

    private static CustomerData contacts(String phone, String... emails) {
        return CustomerData.builder()
                .texts(Attribute.EMAILS, emails)
                .texts(Attribute.PHONES, phone)
                .build();
    }
}
