package dev.karat.store;

import dev.karat.engine.store.Interaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What customers did. */
final class Interactions {
    private static final Comparator<Interaction> NEWEST_FIRST =
            Comparator.comparingLong(Interaction::at).reversed().thenComparing(Interaction::id);

    static final Table<Interaction> TABLE = new Table<>(
            "interaction",
            List.of("system", "id"),
            List.of(),
            List.of("customer_ref", "kind", "at", "summary", "status"),
            one -> List.of(one.system(), one.id()),
            Interactions::bind,
            Interactions::read);

    private Interactions() {}

    static List<Interaction> of(Connection connection, String system, Collection<String> customerRefs, int limit)
            throws SQLException {
        String sql = TABLE.select() + " WHERE system = ? AND customer_ref IN (" + Sql.IN + ")"
                + " ORDER BY at DESC, id LIMIT " + limit;
        var refs = customerRefs.stream().distinct().toList();
        // A long list is asked for in parts, each of which may hold the newest.
        return Sql.queryIn(connection, sql, List.of(system), refs, Params::text, TABLE.reader()).stream()
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .toList();
    }

    private static void bind(Params params, Interaction one) throws SQLException {
        params.text(one.system())
                .text(one.id())
                .text(one.customerRef())
                .text(one.kind())
                .number(one.at())
                .text(one.summary())
                .text(one.status());
    }

    private static Interaction read(Row row) throws SQLException {
        return new Interaction(
                row.text(), row.text(), row.text(), row.text(), row.number(), row.text(), row.optionalText());
    }
}
