package dev.karat.camel.connector.mail;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.engine.config.Durations;
import dev.karat.engine.store.StoredChange;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a team wants to be told. Immutable.
 *
 * @param kinds changes that are told
 * @param link stands before the golden id; empty for the bare id
 * @param ageMax older changes are passed over: nobody wants a mail about last year
 * @param host right of the at sign of Message-IDs
 */
public record NoticeOptions(Set<StoredChange.Type> kinds, String link, Duration ageMax, String host) {
    public NoticeOptions {
        kinds = Set.copyOf(kinds);
    }

    /**
     * The settings of a connection of the {@code mail} connector.
     *
     * @throws GatewayException CONFIG_INVALID if a kind of change is unknown
     */
    public static NoticeOptions of(Connection connection) {
        String from = connection.required("noticeFrom");
        return new NoticeOptions(
                kinds(connection.required("noticeKinds")),
                connection.values().getOrDefault("noticeLink", ""),
                Durations.parse(connection.required("noticeAgeMax")),
                from.substring(from.lastIndexOf('@') + 1).replace(">", ""));
    }

    private static Set<StoredChange.Type> kinds(String list) {
        try {
            var kinds = EnumSet.noneOf(StoredChange.Type.class);
            Arrays.stream(list.split(",", -1))
                    .map(kind -> StoredChange.Type.valueOf(kind.strip().toUpperCase(Locale.ROOT)))
                    .forEach(kinds::add);
            return Collections.unmodifiableSet(kinds);
        } catch (IllegalArgumentException unknown) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "noticeKinds lists "
                            + Arrays.toString(StoredChange.Type.values()).toLowerCase(Locale.ROOT));
        }
    }
}
