package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Query jobs of the Bulk API 2.0 (developer.salesforce.com, Bulk API 2.0): made, asked for their state, and read as CSV in
 * parts that a locator names. They end with the process. Guarded by the lock of the twin.
 */
final class SalesforceJobs {
    private static final int RECORDS_DEFAULT = 50_000;

    private final SalesforceQueries queries;
    private final Clock clock;
    private final Map<String, Job> jobs = new HashMap<>();
    private int rounds;
    private boolean failing;

    private static final class Job {
        private final String createdDate;
        private final List<String> fields;
        private final List<ObjectNode> rows;
        private int rounds;

        Job(String createdDate, List<String> fields, List<ObjectNode> rows, int rounds) {
            this.createdDate = createdDate;
            this.fields = fields;
            this.rows = rows;
            this.rounds = rounds;
        }
    }

    SalesforceJobs(SalesforceQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    /** How often a new job answers that it is still at work, and whether it fails in the end. */
    void work(int times, boolean fails) {
        rounds = times;
        failing = fails;
    }

    void forget() {
        jobs.clear();
    }

    Response create(Request request) {
        JsonNode sent = request.json();
        if (sent == null || !List.of("query", "queryAll").contains(Json.text(sent, "operation"))) {
            return SalesforceTwin.refusal(400, "INVALIDJOB", "The operation is not supported");
        }
        String soql = Json.text(sent, "query");
        try {
            List<ObjectNode> rows =
                    queries.rows(soql, Json.text(sent, "operation").equals("queryAll"));
            String now = SalesforceSoql.TIME.withZone(ZoneOffset.UTC).format(clock.instant());
            var job = new Job(now, SalesforceSoql.of(soql).fields(), rows, rounds);
            String id = "750%015d".formatted(jobs.size() + 1);
            jobs.put(id, job);
            return Response.json(200, shown(id, job, "UploadComplete"));
        } catch (SalesforceSoql.Wrong wrong) {
            return SalesforceTwin.refusal(400, wrong.code, String.valueOf(wrong.getMessage()));
        }
    }

    private static ObjectNode shown(String id, Job job, String state) {
        return Json.object()
                .put("id", id)
                .put("object", "Contact")
                .put("createdDate", job.createdDate)
                .put("state", state);
    }

    private static Response unknown() {
        return SalesforceTwin.refusal(404, "NOT_FOUND", "The requested resource does not exist");
    }

    Response state(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            return unknown();
        }
        String state = job.rounds-- > 0 ? "InProgress" : failing ? "Failed" : "JobComplete";
        return Response.json(200, shown(id, job, state));
    }

    Response results(Request request, String id) {
        Job job = jobs.get(id);
        if (job == null) {
            return unknown();
        }
        if (job.rounds >= 0) {
            return SalesforceTwin.refusal(400, "API_ERROR", "The job is not done");
        }
        int from = Math.min(job.rows.size(), Integer.parseInt(request.parameter("locator", "0")));
        int most = Integer.parseInt(request.parameter("maxRecords", String.valueOf(RECORDS_DEFAULT)));
        int to = Math.min(job.rows.size(), from + most);
        String head = job.fields.stream().map(SalesforceJobs::quoted).collect(Collectors.joining(","));
        String csv = Stream.concat(
                        Stream.of(head), job.rows.subList(from, to).stream().map(row -> line(job.fields, row)))
                .collect(Collectors.joining("\n", "", "\n"));
        return new Response(
                200,
                Map.of(
                        "Content-Type",
                        "text/csv",
                        "Sforce-Locator",
                        to < job.rows.size() ? String.valueOf(to) : "null",
                        "Sforce-NumberOfRecords",
                        String.valueOf(to - from)),
                csv);
    }

    /** Times have another form here than elsewhere. */
    private static String line(List<String> fields, JsonNode row) {
        return fields.stream()
                .map(field -> row.at("/" + field.replace('.', '/')))
                .map(value -> quoted(value.asText("")).replace(".000+0000", ".000Z"))
                .collect(Collectors.joining(","));
    }

    private static String quoted(String text) {
        return "\"" + (text.equals("null") ? "" : text).replace("\"", "\"\"") + "\"";
    }
}
