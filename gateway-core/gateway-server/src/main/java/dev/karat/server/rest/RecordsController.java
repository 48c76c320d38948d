package dev.karat.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.server.GatewaySettings;
import dev.karat.server.load.LoadedRecord;
import dev.karat.server.ops.Commits;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Records in canonical form, as {@code karat load} sends them while the gateway runs. */
@RestController
@RequestMapping("/api/records")
@Tag(name = "Records", description = "Records of the systems in canonical form")
class RecordsController {
    private final Hub hub;
    private final long bytesMax;
    private final AtomicLong observed = new AtomicLong();

    RecordsController(Hub hub, GatewaySettings settings) {
        this.hub = hub;
        this.bytesMax = settings.ingest().recordBytesMax().toBytes();
    }

    /**
     * A record in its present version.
     *
     * @param system name of a system in gateway.yaml
     * @param id the system's id of the record
     * @param data values by canonical name
     */
    record Item(
            @Nullable String system,
            @Nullable String id,
            @Nullable ObjectNode data) {}

    /** Records of one request, {@value RecordPage#RECORDS_MAX} at most. */
    record Items(@Nullable List<Item> records) {}

    /** How many records met with each outcome; all of it is durable. */
    record Outcomes(Map<IngestOutcome, Integer> outcomes) {}

    @PostMapping
    @Operation(summary = "Takes records, as if their systems had sent them; answers when they are durable")
    Outcomes take(@RequestBody Items items) {
        Caller.require(Role.OPERATOR);
        List<Item> records = items.records();
        if (records == null || records.size() > RecordPage.RECORDS_MAX) {
            throw invalid("There are 1 to " + RecordPage.RECORDS_MAX + " records in a request");
        }
        var versions = new ArrayList<IngestItem>(records.size());
        for (Item item : records) {
            versions.add(version(item, versions.size()));
        }
        Map<IngestOutcome, Integer> counts = new EnumMap<>(IngestOutcome.class);
        Commits.done(hub.ingest(versions)).forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        return new Outcomes(counts);
    }

    private IngestItem version(Item item, int place) {
        String system = item.system();
        String id = item.id();
        ObjectNode data = item.data();
        if (system == null || id == null || !RecordKey.isId(id) || data == null) {
            throw invalid("Record " + place + " needs system, id and data");
        }
        if (!hub.policy().systems().containsKey(system)) {
            throw new GatewayException(ErrorCode.SYSTEM_UNKNOWN, "There is no system " + system);
        }
        if (data.toString().length() > bytesMax) {
            throw new GatewayException(ErrorCode.RECORD_TOO_LARGE, "Record " + place + " is too large");
        }
        return LoadedRecord.of(new RecordKey(system, "customer", id), canonical(data, place), observe());
    }

    private static CustomerData canonical(ObjectNode data, int place) {
        try {
            return CustomerDataJson.fromNode(data);
        } catch (IllegalArgumentException otherShape) {
            throw invalid("Record " + place + " has a value of another shape than its attribute");
        }
    }

    private long observe() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, hub.clock().instant());
        return observed.updateAndGet(last -> Math.max(now, last + 1));
    }

    private static GatewayException invalid(String message) {
        return new GatewayException(ErrorCode.REQUEST_INVALID, message);
    }
}
