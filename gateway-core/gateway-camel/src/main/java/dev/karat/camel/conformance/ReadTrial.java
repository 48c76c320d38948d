package dev.karat.camel.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.SystemCalls;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.spec.WriteSpec.Lookup;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads from a vendor as a gateway would, and holds what comes against what a gateway relies on. Writes nothing. */
final class ReadTrial {
    private static final int PAGES_MAX = 50;

    private final ConnectorFolder connector;
    private final SystemCalls rest;
    private final MappingContext context;
    private final List<Step> steps = new ArrayList<>();

    ReadTrial(ConnectorFolder connector, SystemCalls rest, MappingContext context) {
        this.connector = connector;
        this.rest = rest;
        this.context = context;
    }

    private record Run(List<JsonNode> rows, String cursor, int pages, boolean ended) {}

    private interface Trying {
        String of();
    }

    List<Step> run() {
        if (connector.spec().rest() && connector.spec().check() == null) {
            steps.add(Step.skipped("the credential is taken", "connector.yaml declares no check"));
        } else if (!tried(
                "the credential is taken",
                () -> "in " + rest.check().roundTrip().toMillis() + " ms")) {
            return steps;
        }
        for (StreamSpec stream : connector.spec().streams().values()) {
            if (stream.endpoint() == null) {
                stream(stream);
            }
        }
        return steps;
    }

    private boolean tried(String what, Trying trying) {
        try {
            steps.add(Step.passed(what, trying.of()));
            return true;
        } catch (GatewayException failed) {
            steps.add(Step.failed(what, failed.code() + ": " + failed.getMessage()));
            return false;
        }
    }

    private void stream(StreamSpec stream) {
        String what = stream.name() + " are read to the end";
        Run run;
        try {
            run = read(stream, null);
        } catch (GatewayException failed) {
            steps.add(Step.failed(what, failed.code() + ": " + failed.getMessage()));
            return;
        }
        String size = run.rows().size() + " rows on " + run.pages() + " pages";
        steps.add(run.ended() ? Step.passed(what, size) : Step.skipped(what, size + " were read, and there are more"));
        ids(stream, run);
        if (run.pages() == 1) {
            steps.add(Step.skipped(
                    stream.name() + " go on from page to page",
                    "all fit on one page of " + stream.page().size() + "; enter more, or try with a smaller size"));
        }
        resume(stream, run);
        Mapping mapping = connector.mappings().get(stream.name());
        if (mapping != null) {
            maps(stream, mapping, run);
            connector.spec().writes().forEach((entity, write) -> {
                if (write.stream().equals(stream.name())) {
                    finds(entity, write, mapping, run);
                }
            });
        }
    }

    private Run read(StreamSpec stream, @Nullable String from) {
        var rows = new ArrayList<JsonNode>();
        Page page = rest.read(stream.name(), from);
        int pages = 1;
        for (rows.addAll(page.records()); !page.endOfStream() && pages < PAGES_MAX; rows.addAll(page.records())) {
            page = rest.read(stream.name(), page.nextCursor());
            pages++;
        }
        return new Run(rows, page.nextCursor(), pages, page.endOfStream());
    }

    private @Nullable String id(StreamSpec stream, JsonNode row) {
        return rest.facts(stream.name()).of(row).id();
    }

    private void ids(StreamSpec stream, Run run) {
        String what = "every row of " + stream.name() + " has an id";
        Set<String> ids = new HashSet<>();
        int without = 0;
        for (JsonNode row : run.rows()) {
            String id = id(stream, row);
            without += id == null ? 1 : 0;
            ids.add(String.valueOf(id));
        }
        steps.add(
                without == 0
                        ? Step.passed(what, ids.size() + " different ones")
                        : Step.failed(what, without + " have none at " + stream.id()));
        if (run.pages() > 1 && ids.size() * 2 <= run.rows().size()) {
            steps.add(Step.failed(
                    stream.name() + " go on from page to page",
                    "most rows came several times; look at page in connector.yaml"));
        } else if (run.pages() > 1) {
            steps.add(Step.passed(stream.name() + " go on from page to page", ""));
        }
    }

    /** Where nothing happens, the second run finds no more than the last moment, and the third nothing else than that. */
    private void resume(StreamSpec stream, Run first) {
        boolean incremental = stream.cursor().at() != null || stream.page().durable();
        String what = stream.name() + " are read on from where the reading ended";
        if (!incremental) {
            steps.add(Step.skipped(what, "no cursor is declared, so that every run reads all"));
        } else if (!first.ended() || first.rows().isEmpty()) {
            steps.add(Step.skipped(what, "it takes some rows that were read to their end"));
        } else {
            tried(what, () -> {
                Run second = read(stream, first.cursor());
                Run third = read(stream, second.cursor());
                if (!third.ended()
                        || (first.rows().size() > 10
                                && third.rows().size() * 2 > first.rows().size())) {
                    throw new GatewayException(
                            ErrorCode.VENDOR_ANSWER_MALFORMED,
                            "the next run gives " + third.rows().size() + " rows again; is {since} in the query?");
                }
                return "the next run gives " + third.rows().size() + " rows";
            });
        }
    }

    private void maps(StreamSpec stream, Mapping mapping, Run run) {
        tried("every row of " + stream.name() + " is mapped", () -> {
            var fields = new TreeMap<String, Integer>();
            for (JsonNode row : run.rows()) {
                mapping.toCanonical(row, context)
                        .attributes()
                        .forEach(attribute -> fields.merge(attribute.path(), 1, Integer::sum));
            }
            return "rows that say something: " + fields;
        });
    }

    private void finds(String entity, WriteSpec write, Mapping mapping, Run run) {
        StreamSpec stream = Objects.requireNonNull(connector.spec().streams().get(write.stream()));
        if (write.read() != null && !run.rows().isEmpty()) {
            String id = String.valueOf(id(stream, run.rows().get(0)));
            tried("one record is read by its id", () -> {
                same(id, rest.lookup(entity, item(id, CustomerData.empty())));
                return "";
            });
        }
        for (Lookup lookup : write.lookup()) {
            String what = "a record is found by its " + lookup.key().path();
            JsonNode row = run.rows().stream()
                    .filter(each -> !rest.facts(stream.name()).of(each).deleted())
                    .filter(each -> !mapping.toCanonical(each, context)
                            .texts(lookup.key())
                            .isEmpty())
                    .findFirst()
                    .orElse(null);
            if (row == null) {
                steps.add(Step.skipped(what, "no row has one"));
                continue;
            }
            String id = String.valueOf(id(stream, row));
            List<String> texts = mapping.toCanonical(row, context).texts(lookup.key());
            CustomerData key = CustomerData.builder()
                    .put(lookup.key(), Value.text(texts.get(0)))
                    .build();
            tried(what, () -> {
                same(id, rest.lookup(entity, item(null, key)));
                return "";
            });
        }
    }

    private static void same(String id, Optional<Found> found) {
        if (found.isEmpty() || !found.get().externalId().equals(id)) {
            throw new GatewayException(
                    ErrorCode.VENDOR_ANSWER_MALFORMED,
                    found.isEmpty() ? "it is not found" : "another record is found than the one that holds it");
        }
    }

    private static WriteItem item(@Nullable String id, CustomerData data) {
        return new WriteItem("trial", WriteItem.Operation.UPSERT, id, data, Set.of(), false, null);
    }
}
