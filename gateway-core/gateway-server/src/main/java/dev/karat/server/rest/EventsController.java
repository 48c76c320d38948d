package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.change.EventType;
import dev.karat.server.events.EventStreams;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What happens to customers, as it happens. */
@RestController
@RequestMapping("/api/events")
@Tag(name = "Events", description = "What happens to customers, and who is told")
class EventsController {
    private final EventStreams streams;

    EventsController(EventStreams streams) {
        this.streams = streams;
    }

    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "A stream of server-sent events",
            description = "Each holds a CloudEvent. A reader that was cut off goes on behind the event that it names in"
                    + " Last-Event-ID; 0-0 is before the first one. Without it the stream begins now. Without the role"
                    + " reader, values are masked.")
    void stream(
            @Parameter(description = "Types of events, such as customer.updated; all if there is none")
                    @RequestParam(name = "type", required = false)
                    @Nullable
                    List<String> types,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        String by = Caller.require(Role.VIEWER);
        Set<EventType> wanted = types(types);
        boolean values = Caller.holds(Role.READER);
        long place = streams.place(lastEventId);
        streams.requireRoom();
        Audit.note(by, "read-events", "types=" + (types == null ? "all" : types) + " after=" + place);
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE + ";charset=UTF-8");
        // Proxies that gather answers would hold events back.
        response.setHeader("X-Accel-Buffering", "no");
        // The head goes out here, so that no filter writes to it any more when this thread leaves the request.
        response.flushBuffer();
        var async = request.startAsync();
        async.setTimeout(0);
        streams.open(async, by, wanted, place, values ? null : Masks::event);
    }

    private static Set<EventType> types(@Nullable List<String> labels) {
        if (labels == null || labels.isEmpty()) {
            return EnumSet.allOf(EventType.class);
        }
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String label : labels) {
            types.add(EventType.of(label)
                    .orElseThrow(() -> new GatewayException(
                            ErrorCode.REQUEST_INVALID,
                            "A type is one of customer.created, customer.updated,"
                                    + " customer.merged, customer.unmerged, customer.archived, customer.erased,"
                                    + " consent.changed")));
        }
        return types;
    }
}
