package dev.karat.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Stamp;
import dev.karat.engine.store.ChangedGolden;
import dev.karat.engine.store.PastDecision;
import dev.karat.engine.store.PastRecord;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenProfile;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was replaced or removed is kept with its time and its cause, until it is forgotten. */
interface HistoryTests extends StoreUnderTest {
    @Test
    default void aRecordLeadsToItsProfileAndToTheLastOneAfterItsSystemDeletedIt() {
        var live = Rows.record(1, Rows.key("erp", "1"), "01A", Rows.person("Anna"));
        store().commit(Batch.of(live, Rows.record(2, Rows.key("erp", "2"), null, Rows.person("Bob")))
                .goldens(Rows.golden("01A", 1, 1, Rows.person("Anna")))
                .build());
        assertThat(store().lastGoldenIdOf(Rows.key("erp", "1"))).contains("01A");

        store().commit(Batch.of(live.gone().in(null)).build());

        assertThat(store().lastGoldenIdOf(Rows.key("erp", "1"))).contains("01A");
        assertThat(store().lastGoldenIdOf(Rows.key("erp", "2"))).isEmpty();
        assertThat(store().lastGoldenIdOf(Rows.key("erp", "3"))).isEmpty();
    }

    @Test
    default void whatIsWrittenOnceHasNoHistory() {
        commit(10, record("1", "g1", 10, "Anna"), golden("g1", 1, 10, "Anna"));

        assertThat(store().historySince()).isEmpty();
        assertThat(store().pastRecordsOf("g1", 9)).isEmpty();
        assertThat(store().goldenAsOf("g1", 10)).hasValueSatisfying(now -> names(now, "Anna"));
        assertThat(store().goldenAsOf("g1", 9)).isEmpty();
        assertThat(store().goldenAsOf("nobody", 10)).isEmpty();
    }

    @Test
    default void aProfileIsReadAsItWasWithItsRecords() {
        commit(10, record("1", "g1", 10, "Anna"), golden("g1", 1, 10, "Anna"));
        commit(20, record("1", "g1", 20, "Anne"), golden("g1", 2, 20, "Anne"));
        commit(30, record("1", "g1", 30, "Ann"), golden("g1", 3, 30, "Ann"));

        reopen();

        for (String then : List.of("10 Anna", "19 Anna", "20 Anne", "29 Anne", "30 Ann", "99 Ann")) {
            long at = Long.parseLong(then.substring(0, 2));
            String name = then.substring(3);
            assertThat(store().goldenAsOf("g1", at)).as(then).hasValueSatisfying(was -> names(was, name));
            assertThat(store().recordsAsOf("g1", at))
                    .as(then)
                    .extracting(one -> one.data().text(Attribute.NAME))
                    .containsExactly(name);
        }
        assertThat(store().recordsAsOf("g1", 9)).isEmpty();
        assertThat(store().historySince()).hasValue(20);
    }

    @Test
    default void aRecordThatMovesIsInOneProfileAtATime() {
        commit(10, record("1", "g1", 10, "Anna"), golden("g1", 1, 10, "Anna"), golden("g2", 1, 10, "Bob"));
        store().commit(Batch.of(record("1", "g2", 10, "Anna"))
                .goldens(golden("g2", 2, 20, "Anna"))
                .changes(change(5, "g2", 2, StoredChange.Type.UPDATED, "steward eve", 20))
                .build());

        assertThat(store().recordsAsOf("g1", 15)).extracting(StoredRecord::rid).containsExactly(1L);
        assertThat(store().recordsAsOf("g2", 15)).isEmpty();
        assertThat(store().recordsAsOf("g1", 20)).isEmpty();
        assertThat(store().recordsAsOf("g2", 20)).extracting(StoredRecord::rid).containsExactly(1L);
        assertThat(store().pastRecordsOf("g1", 9))
                .extracting(PastRecord::since, PastRecord::until, PastRecord::cause)
                .containsExactly(tuple(10L, 20L, "steward eve"));
    }

    @Test
    default void whatDoesNotChangeWhatARecordSaysIsNoVersion() {
        StoredRecord one = record("1", "g1", 10, "Anna");
        commit(10, one, golden("g1", 1, 10, "Anna"));

        commit(20, one.in("g1"), golden("g1", 1, 10, "Anna"));
        commit(30, one.withEvidence(Set.of(), new byte[] {4}), golden("g1", 1, 10, "Anna"));

        assertThat(store().historySince()).isEmpty();
    }

    @Test
    default void aClockThatStandsStillLosesNoVersion() {
        for (String name : List.of("Anna", "Anne", "Ann")) {
            store().commit(Batch.of(record("1", null, 10, name)).build());
        }

        assertThat(store().recordsAsOf("g1", 10)).isEmpty();
        commit(10, record("1", "g1", 10, "Annie"), golden("g1", 1, 10, "Annie"));
        commit(10, record("1", "g1", 10, "Nan"), golden("g1", 2, 10, "Nan"));
        assertThat(store().pastRecordsOf("g1", 9))
                .extracting(past -> past.record().data().text(Attribute.NAME))
                .containsExactly("Annie");
        assertThat(store().goldenAsOf("g1", 10)).hasValueSatisfying(now -> names(now, "Nan"));
    }

    @Test
    default void changesOfAnIdAreToldWithThoseOfTheIdsThatItTookOver() {
        store().commit(new Batch()
                .changes(
                        change(1, "g1", 1, StoredChange.Type.CREATED, "erp:customer:1", 10),
                        change(2, "g2", 1, StoredChange.Type.CREATED, "erp:customer:2", 11),
                        new StoredChange(3, "g1", 1, StoredChange.Type.UPDATED, Set.of(), null, "unseen", 12),
                        new StoredChange(
                                4, "g2", 2, StoredChange.Type.MERGED, Set.of(Attribute.NAME), "g1", "steward eve", 13),
                        change(5, "g3", 1, StoredChange.Type.CREATED, "erp:customer:3", 14),
                        change(6, "g1", 2, StoredChange.Type.UPDATED, "erp:customer:1", 15))
                .build());

        assertThat(store().changesOf("g1", Long.MAX_VALUE, 9))
                .extracting(StoredChange::seq)
                .containsExactly(6L, 4L, 1L);
        assertThat(store().changesOf("g2", Long.MAX_VALUE, 9))
                .extracting(StoredChange::seq)
                .containsExactly(4L, 2L);
        assertThat(store().changesOf("g1", 6, 1)).extracting(StoredChange::seq).containsExactly(4L);
    }

    @Test
    default void changesAreReadWithWhatTheyChanged() {
        commit(10, record("1", "g1", 10, "Anna"), golden("g1", 1, 10, "Anna"));
        commit(20, record("1", "g1", 20, "Anne"), golden("g1", 2, 20, "Anne"));
        // Three versions in one commit: the two between were never stored.
        commit(30, record("1", "g1", 30, "Nan"), golden("g1", 5, 30, "Nan"));
        List<StoredChange> changes = List.of(
                change(1, "g1", 1, StoredChange.Type.CREATED, "c", 10),
                change(2, "g1", 2, StoredChange.Type.UPDATED, "c", 20),
                change(3, "g1", 4, StoredChange.Type.UPDATED, "c", 30),
                change(4, "g1", 5, StoredChange.Type.UPDATED, "c", 30),
                change(5, "g9", 1, StoredChange.Type.CREATED, "c", 30));

        List<ChangedGolden> changed = store().changed(changes);

        assertThat(changed).extracting(ChangedGolden::change).isEqualTo(changes);
        assertThat(changed)
                .extracting(one -> nameOf(one.before()) + " " + nameOf(one.after()))
                .containsExactly("none Anna", "Anna Anne", "Anne Nan", "Anne Nan", "none none");
        store().forgetHistory(21, 10);
        assertThat(store().changed(changes.subList(0, 2)))
                .extracting(one -> nameOf(one.before()) + " " + nameOf(one.after()))
                .containsExactly("none Anne", "none Anne");
    }

    private static String nameOf(@Nullable StoredGolden golden) {
        return golden == null ? "none" : String.valueOf(golden.profile().data().text(Attribute.NAME));
    }

    @Test
    default void verdictsAreKeptWithWhoEndedThem() {
        StewardDecision never = verdict(Verdict.NEVER, "eve", 10);
        StewardDecision always = verdict(Verdict.ALWAYS, "adam", 20);
        store().commit(new Batch().decisions(never).build());
        store().commit(new Batch().decisions(never).build());
        assertThat(store().pastDecisionsOn(never.second())).isEmpty();
        store().commit(new Batch().decisions(always).build());
        store().commit(new Batch().decisions(verdict(Verdict.NONE, "eve", 30)).build());

        assertThat(store().decisionsOn(never.first())).isEmpty();
        for (var side : List.of(never.first(), never.second())) {
            assertThat(store().pastDecisionsOn(side))
                    .containsExactly(new PastDecision(never, 20, "adam"), new PastDecision(always, 30, "eve"));
        }
        store().commit(new Batch().decisions(never).build());
        assertThat(store().decisionsOn(never.second())).containsExactly(never);
    }

    @Test
    default void whatEndedLongAgoIsForgottenInParts() {
        for (long i = 1; i <= 5; i++) {
            commit(i * 10, record("1", "g1", i * 10, "Anna" + i), golden("g1", i, i * 10, "Anna" + i));
        }
        store().commit(new Batch().decisions(verdict(Verdict.NEVER, "eve", 10)).build());
        store().commit(new Batch().decisions(verdict(Verdict.NONE, "eve", 20)).build());

        assertThat(store().forgetHistory(41, 2)).isEqualTo(2 + 2 + 1);
        assertThat(store().historySince()).hasValue(40);
        assertThat(store().forgetHistory(41, 2)).isEqualTo(2);
        assertThat(store().forgetHistory(41, 2)).isZero();

        assertThat(store().goldenAsOf("g1", 39)).isEmpty();
        assertThat(store().goldenAsOf("g1", 49)).hasValueSatisfying(was -> names(was, "Anna4"));
        assertThat(store().recordsAsOf("g1", 49)).hasSize(1);
        assertThat(store().pastDecisionsOn(Rows.key("erp", "1"))).isEmpty();
        assertThat(store().record(Rows.key("erp", "1"))).isPresent();
    }

    @Test
    default void anErasureTakesTheHistoryAlongAndLeavesThatOfOthers() {
        commit(10, record("1", "g1", 10, "Anna"), golden("g1", 1, 10, "Anna"), golden("g2", 1, 10, "Anna & Bob"));
        commit(20, record("1", "g2", 20, "Anne"), golden("g2", 2, 20, "Bob"), golden("g1", 2, 20, "Carl"));
        commit(10, record("3", "g3", 10, "Dora"), golden("g3", 1, 10, "Dora"));
        commit(20, record("3", "g3", 20, "Dorothy"), golden("g3", 2, 20, "Dorothy"));
        store().commit(new Batch().decisions(verdict(Verdict.NEVER, "eve", 10)).build());
        store().commit(new Batch().decisions(verdict(Verdict.NONE, "eve", 20)).build());
        store().commit(new Batch()
                .changes(change(9, "g3", 2, StoredChange.Type.UPDATED, "erp:customer:1", 20))
                .build());

        store().commit(new Batch().erase(Rows.key("erp", "1")).build());

        assertThat(store().goldenAsOf("g1", 10)).isEmpty();
        assertThat(store().goldenAsOf("g2", 10)).isEmpty();
        assertThat(store().recordsAsOf("g1", 10)).isEmpty();
        assertThat(store().pastDecisionsOn(Rows.key("erp", "2"))).isEmpty();
        assertThat(store().changesOf("g3", Long.MAX_VALUE, 1))
                .extracting(StoredChange::cause)
                .containsExactly("erased record");
        assertThat(store().goldenAsOf("g3", 10)).hasValueSatisfying(was -> names(was, "Dora"));
        assertThat(store().recordsAsOf("g3", 10)).hasSize(1);
    }

    @Test
    default void anErasedProfileLeavesNoHistoryThoughItHasNoRecordAnyMore() {
        commit(10, record("1", "g1", 10, "Anna"), golden("g1", 1, 10, "Anna"));
        commit(20, Rows.deleted(record("1", null, 20, "Anna")), archived("g1", 2, 20));
        assertThat(store().recordsLastOf("g1")).extracting(StoredRecord::rid).containsExactly(1L);
        assertThat(store().goldenAsOf("g1", 10)).isPresent();

        store().commit(new Batch()
                .goldens(archived("g1", 3, 30))
                .changes(change(3, "g1", 3, StoredChange.Type.ERASED, "eve: request 1", 30))
                .build());

        assertThat(store().goldenAsOf("g1", 10)).isEmpty();
        assertThat(store().goldenAsOf("g1", 20)).isEmpty();
        assertThat(store().goldenAsOf("g1", 30)).isPresent();
    }

    /** A commit as the engine makes it: what replaces a record is told in the log. */
    private void commit(long at, StoredRecord record, StoredGolden... goldens) {
        store().commit(Batch.of(record)
                .goldens(goldens)
                .changes(change(
                        at, goldens[0].id(), goldens[0].version(), StoredChange.Type.UPDATED, "erp:customer:1", at))
                .build());
    }

    private static StoredRecord record(String id, @Nullable String goldenId, long at, String name) {
        StoredRecord plain = Rows.record(Long.parseLong(id), Rows.key("erp", id), goldenId, Rows.person(name));
        return new StoredRecord(
                plain.rid(),
                plain.key(),
                new Stamp(0, at, at, name),
                false,
                plain.data(),
                Set.of(),
                plain.features(),
                goldenId,
                null,
                plain.raw());
    }

    private static StoredGolden golden(String id, long version, long at, String name) {
        return row(id, version, at, StoredGolden.Status.LIVE, Rows.person(name));
    }

    private static StoredGolden archived(String id, long version, long at) {
        return row(id, version, at, StoredGolden.Status.ARCHIVED, CustomerData.empty());
    }

    private static StoredGolden row(String id, long version, long at, StoredGolden.Status status, CustomerData data) {
        return new StoredGolden(
                id, Long.parseLong(id.substring(1)), 1, status, null, version, new GoldenProfile(data, List.of()), at);
    }

    private static StoredChange change(
            long seq, String goldenId, long version, StoredChange.Type type, String cause, long at) {
        return new StoredChange(seq, goldenId, version, type, Set.of(Attribute.NAME), null, cause, at);
    }

    private static StewardDecision verdict(Verdict verdict, String by, long at) {
        return new StewardDecision(Rows.key("erp", "1"), Rows.key("erp", "2"), verdict, by, at);
    }

    private static void names(StoredGolden golden, String name) {
        assertThat(golden.profile().data().text(Attribute.NAME)).isEqualTo(name);
    }
}
