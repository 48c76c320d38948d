package dev.karat.camel.connect;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.SystemCalls;
import dev.karat.camel.connector.file.AbsenceGuard;
import dev.karat.camel.system.Committed;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StoredRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a system, from time to time, for all records of it that are known, and takes those for deleted that it has no
 * more, unless they are so many that something else must be wrong. Used by one thread at a time.
 */
final class AbsenceSweep {
    private static final Logger LOG = LoggerFactory.getLogger(AbsenceSweep.class);

    /** Known records that one question names. */
    private static final int ASKED = 500;

    /** Records that one sweep takes for deleted; the next one goes on. */
    private static final int DELETED_MAX = 100_000;

    private final ConnectorEndpoint endpoint;
    private final RoutePages pages;
    private final Turn turn;
    private final String place;

    AbsenceSweep(ConnectorEndpoint endpoint, RoutePages pages, Turn turn) {
        this.endpoint = endpoint;
        this.pages = pages;
        this.turn = turn;
        this.place = endpoint.getSystem() + "/" + endpoint.getStream() + "/absence";
    }

    /**
     * Sweeps if the system tells what it has no more, and if it is time.
     *
     * @return records that were taken for deleted
     */
    int sweep(ConnectedSystem system, Lease lease) throws Exception {
        SystemCalls.Absence absence = system.calls().absence(endpoint.getStream());
        Instant now = hub().clock().instant();
        if (absence == null || now.isBefore(last().plus(absence.every()))) {
            return 0;
        }
        long askedAt = system.observations().next();
        List<String> missing = missing(system, absence, lease);
        if (missing == null) {
            return 0;
        }
        for (int from = 0; from < missing.size(); from += RecordPage.RECORDS_MAX) {
            List<String> gone = missing.subList(from, Math.min(missing.size(), from + RecordPage.RECORDS_MAX));
            var page =
                    new RecordPage(system.name(), endpoint.getStream(), List.of(), List.of(), List.of(), gone, place);
            pages.hand(page.asked(askedAt));
        }
        Committed.await(hub().remember(Setting.Scope.CURSOR, place, now.toString(), lease));
        return missing.size();
    }

    private Instant last() {
        return hub().cursor(Setting.Scope.CURSOR, place).map(Instant::parse).orElse(Instant.EPOCH);
    }

    /** What is gone, nothing if it is too much, and null if another node is at it meanwhile. */
    private @Nullable List<String> missing(ConnectedSystem system, SystemCalls.Absence absence, Lease lease) {
        var gone = new ArrayList<String>();
        long known = 0;
        long missing = 0;
        String after = null;
        List<StoredRecord> page;
        String entity = system.stream(endpoint.getStream()).entity();
        do {
            if (!lease.equals(turn.lease())) {
                return null;
            }
            page = hub().store().recordsOfSystem(system.name(), entity, after, ASKED);
            List<String> live = page.stream()
                    .filter(record -> !record.deleted())
                    .map(record -> record.key().id())
                    .toList();
            Set<String> absent = live.isEmpty() ? Set.of() : absence.missing(live);
            live.stream()
                    .filter(absent::contains)
                    .limit(DELETED_MAX - gone.size())
                    .forEach(gone::add);
            known += live.size();
            missing += absent.size();
            after = page.isEmpty() ? null : page.get(page.size() - 1).key().id();
        } while (page.size() == ASKED);
        return guarded(system, gone, known, missing, absence.percentMax());
    }

    private static List<String> guarded(
            ConnectedSystem system, List<String> gone, long known, long missing, int percentMax) {
        try {
            AbsenceGuard.check(known, missing, 0, percentMax);
            return gone;
        } catch (GatewayException shrank) {
            system.health().noted(ErrorCode.FILE_SHRANK);
            LOG.warn("{}: {}: {}", shrank.code(), system.name(), shrank.getMessage());
            return List.of();
        }
    }

    private Hub hub() {
        return endpoint.component().hub();
    }
}
