package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.StewardDecision.Verdict;
import dev.karat.server.ops.Operations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The verdicts of stewards over HTTP. */
@RestController
@RequestMapping("/api/decisions")
@Tag(name = "Decisions", description = "What people decided about who is who")
class DecisionsController {
    private final Operations operations;

    DecisionsController(Operations operations) {
        this.operations = operations;
    }

    /**
     * A verdict on two records.
     *
     * @param first as {@code SYSTEM:ID}
     * @param verdict {@code always}, {@code never}, or {@code none} to withdraw an earlier one
     */
    record Decided(String first, String second, @Nullable String entity, String verdict) {}

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Says of two records that they are one customer, or that they are two",
            description = "It outranks every rule until it is withdrawn by none.")
    void decide(@RequestBody Decided decided) {
        String entity = decided.entity() == null ? "customer" : decided.entity();
        RecordKey first = RecordName.key(String.valueOf(decided.first()), entity);
        RecordKey second = RecordName.different(RecordName.key(String.valueOf(decided.second()), entity), first);
        operations.decide(first, second, verdict(String.valueOf(decided.verdict())));
    }

    private static Verdict verdict(String name) {
        try {
            return Verdict.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "A verdict is one of always, never, none", unknown);
        }
    }
}
