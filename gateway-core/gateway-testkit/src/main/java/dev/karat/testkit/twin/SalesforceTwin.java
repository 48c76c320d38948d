package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Contacts of a Salesforce org (developer.salesforce.com, REST API Developer Guide): sessions, SOQL in pages, records one
 * by one and in collections that are answered with status 200 even where records fail, and the org's allocation of calls
 * for a day. Its custom field {@code Karat_Id__c} is an external id.
 */
public final class SalesforceTwin extends VendorTwin {
    private static final String DATA = "/services/data/v*";
    private static final String CONTACTS = DATA + "/sobjects/Contact";
    private static final String COLLECTION = DATA + "/composite/sobjects";
    private static final String TOKEN = "/services/oauth2/token";
    private static final String ALL = "/services/data/v65.0/queryAll?q=SELECT+Id,IsDeleted,MasterRecordId,FirstName,"
            + "LastName,Salutation,Email,Phone,MobilePhone,HomePhone,OtherPhone,Title,MailingStreet,MailingCity,MailingState,"
            + "MailingPostalCode,MailingCountry,Birthdate,HasOptedOutOfEmail,DoNotCall,Account.Name,Karat_Id__c,CreatedDate,"
            + "SystemModstamp+FROM+Contact";
    private static final int DEVELOPER_CALLS = 15_000;

    private final SalesforceContacts contacts;
    private final SalesforceQueries queries;
    private final SalesforceRecords records;
    private final SalesforceJobs jobs;
    private final SalesforceTokens tokens;
    private final Deque<Instant> calls = new ArrayDeque<>();
    private volatile int callsMax = DEVELOPER_CALLS;

    private SalesforceTwin(TwinSettings settings) {
        super("salesforce", settings);
        this.contacts = new SalesforceContacts(tables, clock);
        this.queries = new SalesforceQueries(contacts);
        this.records = new SalesforceRecords(contacts);
        this.jobs = new SalesforceJobs(queries, clock);
        this.tokens = new SalesforceTokens(tables, clock, secret);
        routes.on(
                        "POST",
                        TOKEN,
                        (request, parts) -> tokens.issue(request, baseUri().toString()))
                .on("GET", DATA + "/limits", (request, parts) -> limits())
                .on("GET", DATA + "/query", (request, parts) -> queries.query(request, false))
                .on("GET", DATA + "/queryAll", (request, parts) -> queries.query(request, true))
                .on("GET", DATA + "/query/{locator}", (request, parts) -> queries.more(request, parts.get(0)))
                .on("POST", DATA + "/jobs/query", (request, parts) -> jobs.create(request))
                .on("GET", DATA + "/jobs/query/{id}", (request, parts) -> jobs.state(parts.get(0)))
                .on("GET", DATA + "/jobs/query/{id}/results", (request, parts) -> jobs.results(request, parts.get(0)))
                .on("POST", DATA + "/sobjects/Account", (request, parts) -> records.account(request))
                .on("POST", CONTACTS, (request, parts) -> records.write(request, null))
                .on("GET", CONTACTS + "/{id}", (request, parts) -> records.shown(contacts.live(parts.get(0))))
                .on(
                        "PATCH",
                        CONTACTS + "/{id}",
                        (request, parts) -> records.change(request, contacts.live(parts.get(0))))
                .on("DELETE", CONTACTS + "/{id}", (request, parts) -> records.delete(contacts.live(parts.get(0))))
                .on(
                        "GET",
                        CONTACTS + "/Karat_Id__c/{id}",
                        (request, parts) -> records.shown(contacts.byExternalId(parts.get(0))))
                .on("PATCH", CONTACTS + "/Karat_Id__c/{id}", records::upsert)
                .on("POST", COLLECTION, (request, parts) -> records.together(request, records::created))
                .on("PATCH", COLLECTION, (request, parts) -> records.together(request, records::changed))
                .on(
                        "PATCH",
                        COLLECTION + "/Contact/Karat_Id__c",
                        (request, parts) -> records.together(request, records::upserted));
    }

    /** Starts an empty org of the Developer Edition. */
    public static SalesforceTwin start(TwinSettings settings) {
        var twin = new SalesforceTwin(settings);
        twin.open();
        return twin;
    }

    /** {@code token} for Bearer; or {@code clientId} and {@code clientSecret}, or with {@link #privateKey} {@code username}. */
    @Override
    public Map<String, String> credentials() {
        return Map.of(
                "token",
                secret,
                "clientId",
                SalesforceTokens.CLIENT,
                "clientSecret",
                secret,
                "username",
                SalesforceTokens.USER);
    }

    /** The key that signs for the client, in PEM. */
    public String privateKey() {
        return tokens.privateKey();
    }

    /** Calls that the org allows in 24 hours from now on. */
    public void allow(int callsADay) {
        callsMax = callsADay;
    }

    /** Ends all sessions, as an admin may. */
    public void endSessions() {
        inOneStep(tokens::endAll);
    }

    /** Merges two contacts; the loser goes to the recycle bin and points at the winner. */
    public void merge(String winner, String loser) {
        inOneStep(() -> {
            contacts.delete(Objects.requireNonNull(contacts.live(loser)).put("MasterRecordId", winner));
            contacts.store(contacts.live(winner), Json.object(), new SalesforceContacts.Stored());
        });
    }

    /** Empties the recycle bin, of which no event tells. */
    public void emptyRecycleBin() {
        inOneStep(contacts::purge);
    }

    /** How often a query job that is made from now on answers that it is still at work, and whether it fails then. */
    public void jobs(int rounds, boolean failing) {
        inOneStep(() -> jobs.work(rounds, failing));
    }

    /** Forgets all query jobs, as after seven days. */
    public void forgetJobs() {
        inOneStep(jobs::forget);
    }

    /** The org's id, which a subscriber to its events has to name. */
    public String orgId() {
        return SalesforceTokens.ORG;
    }

    /** True for the token of a session that has not ended. */
    public boolean isSession(String token) {
        return tokens.valid(token);
    }

    /**
     * What change data capture tells of contacts, oldest first: {@code changeType}, {@code recordIds},
     * {@code commitTimestamp}.
     *
     * @param number of the last one that is known, 0 for all; they are numbered from 1
     */
    public List<JsonNode> changesAfter(long number) {
        synchronized (tables) {
            return List.copyOf(contacts.changes().rows().tailMap(number, false).values());
        }
    }

    /** Lets events tell no more than which contact changed (Change Data Capture, Gap Events). */
    public void gaps(boolean only) {
        inOneStep(() -> contacts.gaps(only));
    }

    /** Does what the staff does, but in place of each change tells only that there are some. */
    public void overflow(Runnable changes) {
        inOneStep(() -> {
            long before = contacts.changes().size();
            changes.run();
            contacts.changesOverflow(before);
        });
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        JsonNode page = read(ALL).body();
        page.path("records").forEach(all::add);
        while (page.has("nextRecordsUrl")) {
            page = read(Json.text(page, "nextRecordsUrl")).body();
            page.path("records").forEach(all::add);
        }
        return all;
    }

    @Override
    boolean isRead(Request request) {
        return super.isRead(request)
                || request.path().equals(TOKEN)
                || request.path().endsWith("/jobs/query");
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        if (request.path().equals(TOKEN)) {
            return null;
        }
        String header = request.header("Authorization");
        if (header == null || !header.startsWith("Bearer ") || !tokens.valid(header.substring(7))) {
            return error(401);
        }
        return counted() ? null : refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    }

    private boolean counted() {
        synchronized (calls) {
            Instant yesterday = clock.instant().minus(Duration.ofDays(1));
            while (!calls.isEmpty() && calls.getFirst().isBefore(yesterday)) {
                calls.removeFirst();
            }
            return calls.size() < callsMax && calls.add(clock.instant());
        }
    }

    private int used() {
        synchronized (calls) {
            return calls.size();
        }
    }

    @Override
    Response finish(Request request, Response response) {
        return response.with("Sforce-Limit-Info", "api-usage=" + used() + "/" + callsMax);
    }

    @Override
    Response error(int status) {
        String code = switch (status) {
            case 401 -> "INVALID_SESSION_ID";
            case 404 -> "NOT_FOUND";
            case 412 -> "PRECONDITION_FAILED";
            default -> "ERROR";
        };
        return refusal(status, code, "The request failed");
    }

    /** An error as records one by one and queries tell it. */
    static Response refusal(int status, String code, String message) {
        return Response.json(
                status, Json.array().add(Json.object().put("message", message).put("errorCode", code)));
    }

    private Response limits() {
        ObjectNode daily = Json.object().put("Max", callsMax).put("Remaining", Math.max(0, callsMax - used()));
        return Response.json(200, Json.object().set("DailyApiRequests", daily));
    }
}
