package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.Store;
import dev.karat.server.ops.Operations;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
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
    private static final int LIMIT_MAX = 1_000;

    private final Store store;
    private final Operations operations;

    DeadLettersController(Store store, Operations operations) {
        this.store = store;
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
        static Letter of(DeadLetter letter) {
            String recordId = letter.recordId();
            return new Letter(
                    letter.id(),
                    CustomerReader.instant(letter.at()),
                    letter.system(),
                    letter.entity(),
                    recordId != null && recordId.contains("@") ? "***" : recordId,
                    letter.code(),
                    letter.message(),
                    letter.code().fix(),
                    letter.origin(),
                    letter.payload().length);
        }
    }

    /** Letters of one answer. */
    record Letters(List<Letter> letters) {}

    @GetMapping
    @Operation(summary = "Lists letters, masked")
    Letters list(
            @RequestParam(required = false) @Nullable String system, @RequestParam(defaultValue = "100") int limit) {
        Caller.require(Role.OPERATOR);
        return new Letters(store.deadLetters(system, checked(limit)).stream()
                .map(Letter::of)
                .toList());
    }

    /**
     * Which letters to try again.
     *
     * @param system only those of this system, or null
     * @param limit at most so many; 100 if null
     */
    record Replay(@Nullable String system, @Nullable Integer limit) {}

    /** How many were tried. */
    record Replayed(int replayed) {}

    @PostMapping("/replay")
    @Operation(summary = "Tries letters again, as they were received")
    Replayed replay(@RequestBody Replay replay) {
        Integer limit = replay.limit();
        return new Replayed(operations.replayDeadLetters(replay.system(), checked(limit == null ? 100 : limit)));
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "A limit is from 1 to " + LIMIT_MAX);
        }
        return limit;
    }
}
