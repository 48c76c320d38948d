package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.ApiVersion;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps connectors out that were written for another gateway, and says so in words. */
final class ApiGate {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,3})(?:\\.(\\d{1,4}))?");

    private ApiGate() {}

    /** What keeps the declaration from this gateway; what is no version at all is left to the schema. */
    static List<Problem> problems(YamlDocument document) {
        JsonNode wanted = document.root().path("api");
        Matcher form = FORM.matcher(wanted.isTextual() || wanted.isIntegralNumber() ? wanted.asText() : "");
        if (!form.matches()) {
            return List.of();
        }
        int major = Integer.parseInt(form.group(1));
        int minor = form.group(2) == null ? 0 : Integer.parseInt(form.group(2));
        if (ApiVersion.serves(major, minor)) {
            return List.of();
        }
        String why = major < ApiVersion.MAJOR
                ? "is older, and what it was written for has changed since"
                : "is newer than this gateway";
        return List.of(document.problem(
                ErrorCode.CONNECTOR_API,
                "/api",
                "The connector needs version " + wanted.asText() + " of the connector API, which " + why
                        + "; this gateway has " + ApiVersion.NUMBER));
    }
}
