package dev.karat.store;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.Echoes;
import dev.karat.engine.store.StoredRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * E-mail addresses and telephone numbers that live records assert, in canonical form, so that a profile is found by
 * them. What a record merely echoes is not listed: nobody could say any more whose it is.
 */
final class Contacts {
    /** Longest value listed, in characters: an address has at most 64 + 1 + 255 (RFC 5321, 4.5.3.1). */
    static final int LENGTH_MAX = 320;

    /** Values listed per record. A record with more is a collection of other people's contacts. */
    static final int PER_RECORD_MAX = 100;

    private static final String INSERT = "INSERT INTO contact (value, rid) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String DELETE = "DELETE FROM contact WHERE value = ? AND rid = ?";
    private static final String PREVIOUS =
            "SELECT rid, deleted, data, echoes FROM record WHERE rid IN (" + Sql.IN + ")";
    private static final String GOLDEN_IDS = "SELECT DISTINCT golden.id FROM contact"
            + " JOIN record ON record.rid = contact.rid JOIN golden ON golden.id = record.golden_id"
            + " WHERE contact.value = ? AND golden.status = 'LIVE' ORDER BY golden.id LIMIT ?";

    private Contacts() {}

    private record Contact(String value, long rid) {}

    private record Listed(long rid, Set<String> values) {}

    /** Brings the list up to these records. Called before they replace their previous versions, which it reads. */
    static void replace(Connection connection, Collection<StoredRecord> records) throws SQLException {
        var after = new HashMap<Long, Set<String>>();
        records.forEach(one -> after.put(one.rid(), of(one.asserted())));
        Map<Long, Set<String>> before = previous(connection, List.copyOf(after.keySet()));
        var removed = new ArrayList<Contact>();
        var added = new ArrayList<Contact>();
        after.forEach((rid, now) -> {
            Set<String> then = before.getOrDefault(rid, Set.of());
            then.stream().filter(value -> !now.contains(value)).forEach(value -> removed.add(new Contact(value, rid)));
            now.stream().filter(value -> !then.contains(value)).forEach(value -> added.add(new Contact(value, rid)));
        });
        Sql.batch(connection, DELETE, removed, Contacts::bind);
        // In the order of the table, so that each of its pages is looked at once.
        added.sort(Comparator.comparing(Contact::value));
        Sql.batch(connection, INSERT, added, Contacts::bind);
    }

    /** Removes what is listed for a record. */
    static void remove(Connection connection, StoredRecord one) throws SQLException {
        var values = of(one.asserted()).stream()
                .map(value -> new Contact(value, one.rid()))
                .toList();
        Sql.batch(connection, DELETE, values, Contacts::bind);
    }

    static List<String> goldenIds(Connection connection, String value, int limit) throws SQLException {
        return Sql.query(
                connection,
                GOLDEN_IDS,
                value,
                (params, text) -> params.text(text).number(limit),
                Row::text);
    }

    private static Map<Long, Set<String>> previous(Connection connection, List<Long> rids) throws SQLException {
        return Sql.queryIn(connection, PREVIOUS, List.of(), rids, Params::number, Contacts::listed).stream()
                .collect(Collectors.toMap(Listed::rid, Listed::values));
    }

    private static Listed listed(Row row) throws SQLException {
        long rid = row.number();
        boolean deleted = row.flag();
        CustomerData data = row.data();
        Echoes echoes = row.echoes();
        return new Listed(rid, deleted ? Set.of() : of(echoes.said(data)));
    }

    private static Set<String> of(CustomerData asserted) {
        var values = new LinkedHashSet<String>();
        Stream.concat(asserted.texts(Attribute.EMAILS).stream(), asserted.texts(Attribute.PHONES).stream())
                .filter(value -> value.length() <= LENGTH_MAX)
                .limit(PER_RECORD_MAX)
                .forEach(values::add);
        return values;
    }

    private static void bind(Params params, Contact contact) throws SQLException {
        params.text(contact.value()).number(contact.rid());
    }
}
