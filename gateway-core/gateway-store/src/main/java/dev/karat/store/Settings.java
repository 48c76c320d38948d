package dev.karat.store;

import dev.karat.engine.store.CommitBatch.SettingKey;
import dev.karat.engine.store.Setting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Small durable facts. */
final class Settings {
    static final Table<Setting> TABLE = new Table<>(
            "setting",
            List.of("scope", "name"),
            List.of(),
            List.of("value", "at"),
            one -> new SettingKey(one.scope(), one.name()),
            (params, one) -> params.symbol(one.scope())
                    .text(one.name())
                    .text(one.value())
                    .number(one.at()),
            row -> new Setting(row.symbol(Setting.Scope.class), row.text(), row.text(), row.number()));

    private Settings() {}

    static void remove(Connection connection, Collection<SettingKey> keys) throws SQLException {
        TABLE.delete(
                connection, keys, (params, key) -> params.symbol(key.scope()).text(key.name()));
    }

    static List<Setting> named(Connection connection, SettingKey key) throws SQLException {
        return Sql.query(
                connection,
                TABLE.select() + " WHERE scope = ? AND name = ?",
                key,
                (params, one) -> params.symbol(one.scope()).text(one.name()),
                TABLE.reader());
    }

    static List<Setting> ofScope(Connection connection, Setting.Scope scope, int limit) throws SQLException {
        return Sql.query(
                connection,
                TABLE.select() + " WHERE scope = ? ORDER BY name LIMIT ?",
                scope,
                (params, one) -> params.symbol(one).number(limit),
                TABLE.reader());
    }
}
