package dev.karat.camel.connector.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.engine.store.StoredChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NoticeTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

    private static final NoticeOptions OPTIONS = options("created, merged");

    private static NoticeOptions options(String kinds) {
        return NoticeOptions.of(new Connection(
                Map.of(
                        "noticeFrom", "Karat <karat@shop.de>",
                        "noticeKinds", kinds,
                        "noticeLink", "https://karat.shop.de/api/customers/",
                        "noticeAgeMax", "1d"),
                Set.of()));
    }

    private static StoredChange change(long seq, StoredChange.Type type, String golden, @Nullable String other) {
        return change(seq, type, golden, other, NOW);
    }

    private static StoredChange change(
            long seq, StoredChange.Type type, String golden, @Nullable String other, Instant at) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        return new StoredChange(
                seq, golden, 1, type, Set.of(Attribute.EMAILS), other, "shop:customer:anna@m.de", micros);
    }

    @Test
    void countsByKindAndLinksTheProfiles() {
        var page = List.of(
                change(4, StoredChange.Type.CREATED, "g1", null),
                change(5, StoredChange.Type.UPDATED, "g1", null),
                change(6, StoredChange.Type.CREATED, "g2", null),
                change(8, StoredChange.Type.MERGED, "g2", "g1"));
        Notice notice = Notice.of(page, OPTIONS, "team", 0, NOW).orElseThrow();
        assertThat(notice.id()).isEqualTo("<karat.team.4-8@shop.de>");
        assertThat(notice.subject()).isEqualTo("Customers: 2 new, 1 merged");
        assertThat(notice.text()).isEqualTo("""
                New: 2
                  https://karat.shop.de/api/customers/g1
                  https://karat.shop.de/api/customers/g2

                Merged: 1
                  https://karat.shop.de/api/customers/g2 is now https://karat.shop.de/api/customers/g1
                """);
        assertThat(notice.last()).isEqualTo(8);
    }

    @Test
    void saysNothingAboutPersons() {
        Notice notice = Notice.of(
                        List.of(
                                change(1, StoredChange.Type.ERASED, "g1", null),
                                change(2, StoredChange.Type.UPDATED, "g2", null)),
                        options("erased,updated"),
                        "team",
                        0,
                        NOW)
                .orElseThrow();
        assertThat(notice.subject() + notice.text()).doesNotContain("anna", "shop:customer");
    }

    @Test
    void passesOverWhatWasToldBeforeIsOldOrNotWanted() {
        var page = List.of(
                change(1, StoredChange.Type.CREATED, "told", null),
                change(2, StoredChange.Type.CREATED, "old", null, NOW.minus(25, ChronoUnit.HOURS)),
                change(3, StoredChange.Type.UPDATED, "unwanted", null));
        assertThat(Notice.of(page, OPTIONS, "team", 1, NOW)).isEmpty();
        assertThat(Notice.of(page, OPTIONS, "team", 0, NOW).orElseThrow().last())
                .isEqualTo(1);
    }

    @Test
    void listsNoMoreThanPeopleRead() {
        var page = LongStream.rangeClosed(1, 137)
                .mapToObj(seq -> change(seq, StoredChange.Type.CREATED, "g" + seq, null))
                .toList();
        assertThat(Notice.of(page, OPTIONS, "team", 0, NOW).orElseThrow().text())
                .startsWith("New: 137\n")
                .endsWith("/g100\n  and 37 more\n");
    }

    @Test
    void refusesAKindThatThereIsNot() {
        assertThatThrownBy(() -> options("created,anything")).hasMessageContaining("unmerged");
    }
}
