package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.normalize.EmailNormalizer;
import dev.karat.engine.normalize.PhoneNormalizer;
import dev.karat.server.ops.Operations;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Golden profiles for business systems. Each look-up leaves a line in the audit log, without personal data. */
@RestController
@RequestMapping("/api/customers")
@Tag(name = "Customers", description = "Golden profiles with their provenance")
class CustomersController {
    private final CustomerReader customers;
    private final CustomerHistory history;
    private final Hub hub;
    private final Operations operations;
    private final Masks masks;

    CustomersController(
            CustomerReader customers, CustomerHistory history, Hub hub, Operations operations, Masks masks) {
        this.customers = customers;
        this.history = history;
        this.operations = operations;
        this.hub = hub;
        this.masks = masks;
    }

    @GetMapping("/{goldenId}")
    @Operation(
            summary = "The profile of a golden id",
            description = "An id that was merged into another answers with the surviving profile and redirectedFrom."
                    + " Answers 410 once no record belongs to it any more. With asOf, the profile as it was then: an id"
                    + " that was merged into another since answers with its own profile. Without the role reader, values are"
                    + " masked.")
    CustomerView byId(
            @PathVariable String goldenId,
            @Parameter(description = "ISO 8601 in UTC", example = "2026-05-04T13:05:06Z")
                    @RequestParam(required = false)
                    @Nullable
                    String asOf) {
        String by = Caller.require(Role.VIEWER);
        CustomerView found =
                asOf == null ? customers.byId(goldenId) : history.asOf(goldenId, CustomerHistory.instant(asOf));
        Audit.note(by, "read-customer", "id=" + found.id() + (asOf == null ? "" : " as-of=" + asOf));
        return shown(found);
    }

    private CustomerView shown(CustomerView read) {
        return masks.shown(read, CustomerView.class, CustomerView::masked);
    }

    @GetMapping("/{goldenId}/history")
    @Operation(
            summary = "What happened to a golden id",
            description =
                    "Its versions, the newest first, each with time, cause and the attributes that changed, and the"
                            + " ids that were merged into it or split from it; replaced versions of its records; verdicts of"
                            + " stewards about them. At most 500 of each.")
    HistoryView history(@PathVariable String goldenId) {
        String by = Caller.require(Role.VIEWER);
        HistoryView found = history.of(goldenId);
        Audit.note(by, "read-history", "id=" + found.id());
        return masks.shown(found, HistoryView.class, UnaryOperator.identity());
    }

    /** The id is a parameter, not a part of the path: vendors put slashes into theirs, which servers refuse there. */
    @GetMapping("/by-record")
    @Operation(summary = "The profile that a record of a source system belongs to")
    CustomerView byRecord(
            @RequestParam String system,
            @RequestParam(defaultValue = "customer") String entity,
            @RequestParam String id) {
        String by = Caller.require(Role.VIEWER);
        CustomerView found = customers.byRecord(key(system, entity, id));
        Audit.note(by, "read-customer", "id=" + found.id());
        return shown(found);
    }

    private static RecordKey key(String system, String entity, String id) {
        try {
            return new RecordKey(system, entity, id);
        } catch (IllegalArgumentException notAnId) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, String.valueOf(notAnId.getMessage()), notAnId);
        }
    }

    /**
     * What to search for; exactly one of the two.
     *
     * @param phone in any notation
     * @param country ISO 3166-1 alpha-2 of a number without a country code; the gateway's own if null
     */
    record Search(
            @Nullable String email,
            @Nullable String phone,
            @Nullable String country) {}

    /** Profiles found, at most {@link CustomerReader#FOUND_MAX}. */
    record Found(List<CustomerView> customers) {}

    @PostMapping("/search")
    @Operation(
            summary = "Profiles that hold an e-mail address or a telephone number",
            description = "A POST, so that personal data does not end up in logs of addresses. At most 50 profiles.")
    Found search(@RequestBody Search search) {
        String by = Caller.require(Role.VIEWER);
        var found = new Found(
                customers.byContact(contact(search)).stream().map(this::shown).toList());
        String kind = search.email() != null ? "email" : "phone";
        Audit.note(by, "search", "by=" + kind + " found=" + found.customers().size());
        return found;
    }

    /** Why a customer is erased, for the audit log; no personal data. */
    record Erasure(@Nullable String reason) {}

    /** What was erased. */
    record Erased(int records) {}

    @PostMapping("/{goldenId}/erase")
    @Operation(
            summary = "Erases a customer on the customer's request",
            description = "Removes every record, value, dead letter and delivery of the profile from the gateway and"
                    + " refuses the records when their systems report them again. The systems keep their own data.")
    Erased erase(@PathVariable String goldenId, @RequestBody Erasure erasure) {
        String reason = erasure.reason();
        if (reason == null || reason.isBlank()) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "The member reason is missing");
        }
        return new Erased(operations.erase(goldenId, reason));
    }

    private String contact(Search search) {
        String email = search.email();
        String phone = search.phone();
        if (email != null && phone == null) {
            return valid(EmailNormalizer.address(email), "This is no e-mail address");
        }
        if (phone != null && email == null) {
            return valid(PhoneNormalizer.e164(phone, country(search)), "This is no telephone number of that country");
        }
        throw new GatewayException(ErrorCode.REQUEST_INVALID, "Search for either an email or a phone");
    }

    private @Nullable String country(Search search) {
        return search.country() != null ? search.country() : hub.policy().country();
    }

    private static String valid(@Nullable String canonical, String complaint) {
        if (canonical == null) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, complaint);
        }
        return canonical;
    }
}
