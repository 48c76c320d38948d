package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What would be written to the targets. */
@RestController
@RequestMapping("/api/targets")
@Tag(name = "Targets", description = "What would be written")
class TargetsController {
    /** Changes of one page. */
    private static final int LIMIT_MAX = 500;

    private final TargetPreviews previews;

    TargetsController(TargetPreviews previews) {
        this.previews = previews;
    }

    @GetMapping("/{target}/preview")
    @Operation(
            summary = "What would be written to a target now, whatever its phase; writes nothing",
            description = "By the comparison that plans the writing: for each record that differs its fields before"
                    + " and after, and what keeps it from being written now. Values are masked for who is no operator."
                    + " A page ends with the customer that reaches the limit; go on after next until it is null.")
    PreviewView preview(
            @PathVariable String target,
            @Parameter(description = "Golden id to go on after") @RequestParam(required = false) @Nullable String after,
            @Parameter(description = "Records of the page, 1 to 500") @RequestParam(defaultValue = "100") int limit) {
        String by = Caller.require(Role.VIEWER);
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "A limit is from 1 to " + LIMIT_MAX);
        }
        boolean operator = Caller.holds(Role.OPERATOR);
        PreviewView page = previews.of(target, after, limit, operator);
        Audit.note(
                by, "preview", "target=" + target + " listed=" + page.changes().size() + " masked=" + !operator);
        return page;
    }
}
