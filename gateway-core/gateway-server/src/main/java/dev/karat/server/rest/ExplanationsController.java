package dev.karat.server.rest;

import dev.karat.engine.explain.How;
import dev.karat.engine.explain.Why;
import dev.karat.engine.hub.Hub;
import dev.karat.server.ops.Commits;
import dev.karat.server.rest.ExplanationView.HowView;
import dev.karat.server.rest.ExplanationView.WhyView;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Why records are one customer or two, and why a profile is as it is. The former answers hold no values of the records,
 * only what was compared and how well it agrees; so whoever may look may see all of them.
 */
@RestController
@RequestMapping("/api")
@Tag(name = "Explanations", description = "Why records are one customer or two, and how a profile came together")
class ExplanationsController {
    private final Hub hub;
    private final CustomerExplainer customers;
    private final Masks masks;

    ExplanationsController(Hub hub, CustomerExplainer customers, Masks masks) {
        this.hub = hub;
        this.customers = customers;
        this.masks = masks;
    }

    @GetMapping("/customers/{goldenId}/how")
    @Operation(
            summary = "How the profile of a golden id came together",
            description = "The steps in which its records were joined, strongest link first, each with the weights of"
                    + " the comparison; and what a guard kept apart from it. At most 200 steps and 20 refusals.")
    HowView how(@PathVariable String goldenId) {
        String by = Caller.require(Role.VIEWER);
        How how = Commits.done(hub.how(goldenId));
        Audit.note(by, "how", "id=" + how.goldenId());
        return masks.shown(HowView.of(how, goldenId), HowView.class, UnaryOperator.identity());
    }

    @GetMapping("/customers/{goldenId}/explain")
    @Operation(
            summary = "Everything about one customer",
            description = "For each value where it comes from, what lost against it and why, and which targets received"
                    + " it; the records; what waits and what failed at each target; dead letters; and what happened, in"
                    + " the order of time. An id that was merged away tells of the survivor; archived and erased"
                    + " customers are told of, too, as far as anything is left. Without the role reader, values are"
                    + " masked; without the role operator, messages and origins of dead letters are.")
    ExplainedCustomer explain(@PathVariable String goldenId) {
        return audited(customers -> customers.byId(goldenId));
    }

    /** The id is a parameter, not a part of the path: vendors put slashes into theirs. */
    @GetMapping("/customers/by-record/explain")
    @Operation(summary = "Everything about the customer that a record belongs to, or belonged to before it was deleted")
    ExplainedCustomer explainByRecord(
            @RequestParam String system,
            @RequestParam(defaultValue = "customer") String entity,
            @RequestParam String id) {
        return audited(customers -> customers.byRecord(RecordName.key(system + ":" + id, entity)));
    }

    private ExplainedCustomer audited(Function<CustomerExplainer, ExplainedCustomer> read) {
        String by = Caller.require(Role.VIEWER);
        ExplainedCustomer found = read.apply(customers);
        Audit.note(by, "explain-customer", "id=" + found.id());
        return found;
    }

    @GetMapping("/why")
    @Operation(
            summary = "Why two records are one customer, or why they are two",
            description = "What their comparison weighs, which keys bring them together, what links them through other"
                    + " records, and which guard keeps them apart.")
    WhyView why(
            @Parameter(description = "SYSTEM:ID", example = "erp:1001") @RequestParam String first,
            @Parameter(description = "SYSTEM:ID", example = "shop:7") @RequestParam String second,
            @Parameter(description = "Kind of both records at their systems") @RequestParam(defaultValue = "customer")
                    String entity) {
        String by = Caller.require(Role.VIEWER);
        Why why = Commits.done(hub.why(
                RecordName.key(first, entity),
                RecordName.different(RecordName.key(second, entity), RecordName.key(first, entity))));
        Audit.note(by, "why", "id=" + why.goldenId() + " other=" + why.otherGoldenId());
        return masks.shown(WhyView.of(why), WhyView.class, UnaryOperator.identity());
    }
}
