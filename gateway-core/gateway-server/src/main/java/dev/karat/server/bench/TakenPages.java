package dev.karat.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.ingest.RecordPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The pages of a stream until so many records were there. The time counts from the end of the first page to that of the
 * last, unless there is only one: what comes before a stream flows, such as the wait until a file has settled, is not its
 * speed. Pages come on one thread; the figures are asked for after {@link #await}.
 */
final class TakenPages {
    private final int wanted;
    private final Set<String> ids = new LinkedHashSet<>();
    private final List<JsonNode> rows = new ArrayList<>();
    private final CountDownLatch all = new CountDownLatch(1);
    private int first;
    private int largest;
    private long begin = System.nanoTime();
    private long end;
    private double cpu = GatewayCpu.seconds();

    /** @param wanted records, 1 or more; one that comes twice counts once */
    TakenPages(int wanted) {
        this.wanted = wanted;
    }

    void take(RecordPage page, SystemPages pages, RecordFacts facts) {
        if (all.getCount() == 0) {
            return;
        }
        pages.items(page);
        rows.addAll(page.records());
        page.records().forEach(row -> ids.add(String.valueOf(facts.of(row).id())));
        largest = Math.max(largest, page.records().size());
        end = System.nanoTime();
        if (ids.size() >= wanted) {
            cpu = GatewayCpu.seconds() - cpu;
            all.countDown();
        } else if (first == 0) {
            first = page.records().size();
            begin = end;
            cpu = GatewayCpu.seconds();
        }
    }

    void await(Duration patience) throws InterruptedException {
        if (!all.await(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("Of " + wanted + " records the vendor showed fewer");
        }
    }

    /** Ids of the records, each once, in the order in which they came. */
    List<String> ids() {
        return List.copyOf(ids);
    }

    List<JsonNode> rows() {
        return rows;
    }

    int largest() {
        return largest;
    }

    /** @param mapping seconds of a processor that it takes to map all rows */
    ConnectorBench.Speed speed(double mapping) {
        int counted = rows.size() - first;
        return ConnectorBench.Speed.of(counted, (end - begin) / 1e9, cpu, mapping * counted / rows.size());
    }
}
