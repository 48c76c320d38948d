package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.events.SubscriberStatus;
import dev.karat.camel.events.Subscribers;
import dev.karat.server.ops.Commits;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The subscribers of gateway.yaml, for operators. */
@RestController
@RequestMapping("/api/subscribers")
@Tag(name = "Events")
class SubscribersController {
    private static final int REASON_MAX = 200;

    private final Subscribers subscribers;

    SubscribersController(Subscribers subscribers) {
        this.subscribers = subscribers;
    }

    /** How they stand. */
    record All(List<SubscriberStatus> subscribers) {}

    @GetMapping
    @Operation(summary = "How the subscribers stand")
    All all() {
        Caller.require(Role.VIEWER);
        return new All(subscribers.all());
    }

    /** Why it is stopped; no personal data. */
    record Reason(@Nullable String reason) {}

    @PostMapping("/{name}/stop")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Sends a subscriber nothing until it is resumed; it keeps its place")
    void stop(@PathVariable String name, @RequestBody Reason wanted) {
        String by = Caller.require(Role.OPERATOR);
        String reason = wanted.reason();
        if (reason == null || reason.isBlank() || reason.length() > REASON_MAX) {
            throw new GatewayException(
                    ErrorCode.REQUEST_INVALID, "The member reason is missing, or longer than " + REASON_MAX);
        }
        begun(Commits.done(subscribers.stop(name, by + ": " + reason)));
        Audit.note(by, "stop-subscriber", "name=" + name + " reason=" + reason);
    }

    @PostMapping("/{name}/resume")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Goes on with a subscriber that answered 410, was stopped, or backs off")
    void resume(@PathVariable String name) {
        String by = Caller.require(Role.OPERATOR);
        begun(Commits.done(subscribers.resume(name)));
        Audit.note(by, "resume-subscriber", "name=" + name);
    }

    private static void begun(boolean known) {
        if (!known) {
            throw new GatewayException(ErrorCode.NOT_FOUND, "The subscriber has not begun yet; try again in a moment");
        }
    }
}
