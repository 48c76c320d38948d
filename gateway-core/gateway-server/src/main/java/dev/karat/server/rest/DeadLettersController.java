package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.LetterSelection;
import dev.karat.server.ops.Operations;
import dev.karat.server.ops.ReplayReport;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What could not be taken or delivered, with the cause but without what is in it. */
@RestController
@RequestMapping("/api/dead-letters")
@Tag(name = "Dead letters", description = "What could not be taken or delivered as it was")
class DeadLettersController {
    private static final int LIMIT = 100;

    private final Operations operations;

    DeadLettersController(Operations operations) {
        this.operations = operations;
    }

    /**
     * A letter without its payload.
     *
     * @param recordId vendor's id; masked if it holds an e-mail address
     * @param origin where it came from: a file and row, a page, a target
     * @param payloadBytes size of what was received
     */
    record Letter(
            long id,
            Instant at,
            String system,
            String entity,
            @Nullable String recordId,
            ErrorCode code,
            String message,
            String fix,
            String origin,
            int payloadBytes) {
        /** For who may not see where it came from and what was in the way. */
        Letter masked() {
            return new Letter(id, at, system, entity, null, code, Masks.TEXT, fix, Masks.TEXT, payloadBytes);
        }

        static Letter of(DeadLetter letter) {
            String recordId = letter.recordId();
            return new Letter(
                    letter.id(),
                    CustomerReader.instant(letter.at()),
                    letter.system(),
                    letter.entity(),
                    recordId != null && recordId.contains("@") ? Masks.TEXT : recordId,
                    letter.code(),
                    letter.message(),
                    letter.code().fix(),
                    letter.origin(),
                    letter.payload().length);
        }
    }

    /** How many letters of a system have a code. */
    @Schema(name = "DeadLetterCount")
    record Count(String system, ErrorCode code, long count) {}

    /**
     * Letters of one answer.
     *
     * @param letters newest first
     * @param counts of all letters there are, by system and code, the most first
     */
    record Letters(List<Letter> letters, List<Count> counts) {}

    @GetMapping
    @Operation(summary = "Lists letters, masked", description = "Newest first; with how many there are of each code.")
    Letters list(
            @RequestParam(required = false) @Nullable String system,
            @RequestParam(required = false) @Nullable ErrorCode code,
            @RequestParam(defaultValue = "100") int limit) {
        return new Letters(
                operations.deadLetters(new LetterSelection(null, system, code), limit).stream()
                        .map(Letter::of)
                        .toList(),
                operations.deadLetterCounts().stream()
                        .map(one -> new Count(one.system(), one.code(), one.count()))
                        .toList());
    }

    @GetMapping("/{id}")
    @Operation(summary = "One letter, masked")
    Letter one(@PathVariable long id) {
        return operations.deadLetters(new LetterSelection(id, null, null), 1).stream()
                .map(Letter::of)
                .findFirst()
                .orElseThrow(() -> new GatewayException(ErrorCode.NOT_FOUND, "There is no dead letter " + id));
    }

    /**
     * Which letters to try again.
     *
     * @param id only this one, or null
     * @param system only those of this system, or null
     * @param code only those with this code, or null
     * @param after only those behind this number, or null
     * @param limit at most so many; 100 if null
     * @param dryRun true to tell what would come of each, and change nothing
     */
    record Replay(
            @Nullable Long id,
            @Nullable String system,
            @Nullable ErrorCode code,
            @Nullable Long after,
            @Nullable Integer limit,
            @Nullable Boolean dryRun) {}

    @PostMapping("/replay")
    @Operation(
            summary = "Tries letters again, as they were received, the oldest first",
            description = "What fails again stays. With dryRun it tells what would come of each letter, by the same"
                    + " steps, and writes nothing; whether a target accepts a delivery is known only when it is made."
                    + " next is where to go on with after.")
    ReplayReport replay(@RequestBody Replay replay) {
        Long after = replay.after();
        Integer limit = replay.limit();
        return operations.replayDeadLetters(
                new LetterSelection(replay.id(), replay.system(), replay.code()),
                after == null ? 0 : after,
                limit == null ? LIMIT : limit,
                Boolean.TRUE.equals(replay.dryRun()));
    }
}
