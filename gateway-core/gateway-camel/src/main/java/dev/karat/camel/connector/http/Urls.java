package dev.karat.camel.connector.http;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.Template;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The addresses of one connection. No call ever leaves the vendor's host, or the credential would. */
final class Urls {
    private final Connection connection;
    private final String whole;
    private final String base;
    private final URI origin;

    Urls(ConnectorSpec spec, Connection connection) {
        this.connection = connection;
        Template template = spec.base();
        String address = template == null ? null : template.render(connection.values());
        if (address == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The connection lacks a setting for " + template);
        }
        this.whole = address;
        this.base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        this.origin = uri(base);
        boolean web = "https".equals(origin.getScheme()) || "http".equals(origin.getScheme());
        if (!web || origin.getHost() == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The address of the connection is no web address");
        }
    }

    /** Scheme, host and port. */
    String origin() {
        return origin.getScheme() + "://" + origin.getRawAuthority();
    }

    URI of(Call call) {
        String named = call.url();
        if (named != null) {
            return sameHost(origin.resolve(uri(named)));
        }
        var values = values(call);
        String path = call.request().path().renderEncoded(values);
        if (path == null) {
            throw new GatewayException(ErrorCode.INTERNAL, "A value is missing for " + call.request());
        }
        // An address that is called as it is may well end with a slash.
        var address = new StringBuilder(path.isEmpty() ? whole : base).append(path);
        char next = '?';
        for (var parameter : call.request().query().entrySet()) {
            String value = parameter.getValue().render(values);
            if (value != null) {
                address.append(next)
                        .append(Template.encode(parameter.getKey()))
                        .append('=')
                        .append(Template.encode(value));
                next = '&';
            }
        }
        return uri(address.toString());
    }

    /** Where a read is sent on to, or null if it is not. */
    @Nullable
    URI redirect(HttpRequest request, Answer answer) {
        boolean moved = List.of(301, 302, 307, 308).contains(answer.status());
        String location = answer.header("Location").orElse(null);
        return moved && location != null && request.method().equals("GET")
                ? sameHost(request.uri().resolve(uri(location)))
                : null;
    }

    void header(HttpRequest.Builder request, String name, Template template, Call call) {
        String value = template.render(values(call));
        if (value != null) {
            request.setHeader(name, value);
        }
    }

    private Map<String, String> values(Call call) {
        return with(call.values());
    }

    /** The settings of the connection and values of the moment. */
    Map<String, String> with(Map<String, String> moment) {
        var values = new HashMap<>(connection.values());
        values.putAll(moment);
        return values;
    }

    private URI sameHost(URI target) {
        boolean same = Objects.equals(lower(target.getScheme()), lower(origin.getScheme()))
                && Objects.equals(lower(target.getHost()), lower(origin.getHost()))
                && port(target) == port(origin);
        if (!same) {
            throw new GatewayException(
                    ErrorCode.VENDOR_ANSWER_MALFORMED, "The answer leads to another host, which is not followed");
        }
        return target;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException broken) {
            throw new GatewayException(ErrorCode.VENDOR_ANSWER_MALFORMED, "An address cannot be read");
        }
    }
}
