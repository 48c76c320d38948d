package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.system.WebhookDoors;
import dev.karat.server.GatewaySettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where vendors call. There is no login: each call proves by itself that its vendor made it. It is answered after what it
 * tells is durable; 200 then, 401 if it is not genuine, 400 if it cannot be read, and 503 if it should come again.
 */
@RestController
@RequestMapping("/webhooks/{system}")
@Tag(name = "Webhooks", description = "Calls of vendors")
class WebhooksController {
    private static final Logger LOG = LoggerFactory.getLogger(WebhooksController.class);

    /** Vendors that are asked to wait call again after some seconds. */
    private static final String AGAIN_SECONDS = "5";

    private final WebhookDoors doors;
    private final GatewaySettings.Webhooks settings;
    private final Semaphore free;

    WebhooksController(WebhookDoors doors, GatewaySettings settings) {
        this.doors = doors;
        this.settings = settings.webhooks();
        this.free = new Semaphore(this.settings.callsMax());
    }

    /** Some vendors look whether somebody is there before they call. */
    @GetMapping
    @Operation(summary = "Tells a vendor that calls are taken here")
    ResponseEntity<Void> isThere(@PathVariable String system) {
        return ResponseEntity.status(doors.open().contains(system) ? HttpStatus.OK : HttpStatus.NOT_FOUND)
                .build();
    }

    @PostMapping
    @Operation(summary = "Takes a call of a vendor, which proves itself by its signature")
    ResponseEntity<Void> take(@PathVariable String system, HttpServletRequest request) throws IOException {
        if (!free.tryAcquire()) {
            return later();
        }
        try {
            doors.take(system, call(request));
            return ResponseEntity.ok().build();
        } catch (GatewayException failed) {
            LOG.warn("{}: a webhook of {}: {}", failed.code(), system, failed.getMessage());
            return answer(failed);
        } finally {
            free.release();
        }
    }

    private WebhookCall call(HttpServletRequest request) throws IOException {
        int max = (int) settings.bytesMax().toBytes();
        byte[] body = request.getInputStream().readNBytes(max + 1);
        if (body.length > max) {
            throw new GatewayException(
                    ErrorCode.WEBHOOK_MALFORMED, "The call has more than the " + max + " bytes that are taken");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        request.getHeaderNames().asIterator().forEachRemaining(name -> headers.put(name, request.getHeader(name)));
        return new WebhookCall(request.getMethod(), url(request), headers, body);
    }

    /** As the vendor wrote it: what a proxy made of it is another one. */
    private String url(HttpServletRequest request) {
        String base = settings.publicUrl();
        String url = base == null ? request.getRequestURL().toString() : base + request.getRequestURI();
        return request.getQueryString() == null ? url : url + "?" + request.getQueryString();
    }

    private static ResponseEntity<Void> answer(GatewayException failed) {
        if (failed.code() == ErrorCode.NOT_FOUND) {
            return ResponseEntity.status(HttpStatus.NOT_FOUND).build();
        }
        if (failed.code() == ErrorCode.WEBHOOK_REFUSED) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
        }
        return failed.code() == ErrorCode.WEBHOOK_MALFORMED
                ? ResponseEntity.badRequest().build()
                : later();
    }

    private static ResponseEntity<Void> later() {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, AGAIN_SECONDS)
                .build();
    }
}
