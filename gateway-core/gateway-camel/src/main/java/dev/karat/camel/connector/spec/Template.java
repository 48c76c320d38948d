package dev.karat.camel.connector.spec;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A text with places for values: {@code /customers/{externalId}.json}, {@code members/{key|lower|md5}}. What stands
 * behind a bar is done to the value first. Immutable.
 */
public final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]*)((?:\\|[a-zA-Z0-9]+)*)}");

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

    /** Steps after which a value is JSON rather than a text. */
    private static final Set<String> JSON = Set.of("number", "json");

    private static final Map<String, UnaryOperator<String>> STEPS = steps();

    private static Map<String, UnaryOperator<String>> steps() {
        var steps = new HashMap<String, UnaryOperator<String>>();
        steps.put("number", Template::number);
        steps.put("json", UnaryOperator.identity());
        steps.put("base64", text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        steps.put("lower", text -> text.toLowerCase(Locale.ROOT));
        steps.put("md5", DigestUtils::md5Hex);
        steps.put("afterDash", text -> text.substring(text.lastIndexOf('-') + 1));
        // A name as one step of a JSON Pointer (RFC 6901, 3).
        steps.put("pointer", text -> text.replace("~", "~0").replace("/", "~1"));
        // A text in a pattern of LIKE, as itself.
        steps.put("like", text -> text.replaceAll("[\\\\%_]", "\\\\$0"));
        // A text within single quotes of a query language, and several that are joined by commas, each within its own.
        steps.put("quoted", text -> text.replace("\\", "\\\\").replace("'", "\\'"));
        steps.put(
                "quotedList",
                text -> "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace(",", "','") + "'");
        steps.put("doubleQuoted", text -> text.replace("\\", "\\\\").replace("\"", "\\\""));
        steps.put("upper", text -> text.toUpperCase(Locale.ROOT));
        steps.put("first20", text -> text.substring(0, Math.min(20, text.length())));
        steps.put("beforeColon", text -> text.substring(0, colon(text)));
        steps.put("afterColon", text -> text.substring(Math.min(text.length(), colon(text) + 1)));
        // A text within single quotes where a quote is doubled (OData, SQL).
        steps.put("doubled", text -> text.replace("'", "''"));
        return Map.copyOf(steps);
    }

    /** Fixed text if there is no name, else the value of that name. */
    private record Part(String text, @Nullable String name, List<UnaryOperator<String>> steps, boolean json) {}

    private final String source;
    private final List<Part> parts;

    private Template(String source, List<Part> parts) {
        this.source = source;
        this.parts = parts;
    }

    /** Reads a template; throws {@link IllegalArgumentException} if it names an unknown step. */
    public static Template of(String source) {
        var parts = new ArrayList<Part>();
        var places = PLACE.matcher(source);
        int from = 0;
        while (places.find()) {
            parts.add(new Part(source.substring(from, places.start()), null, List.of(), false));
            String steps = places.group(2);
            boolean json = JSON.contains(steps.substring(steps.lastIndexOf('|') + 1));
            parts.add(new Part("", places.group(1), steps(steps), json));
            from = places.end();
        }
        parts.add(new Part(source.substring(from), null, List.of(), false));
        return new Template(source, List.copyOf(parts));
    }

    private static List<UnaryOperator<String>> steps(String names) {
        var steps = new ArrayList<UnaryOperator<String>>();
        for (String name : names.isEmpty() ? new String[0] : names.substring(1).split("\\|", -1)) {
            UnaryOperator<String> step = STEPS.get(name);
            if (step == null) {
                throw new IllegalArgumentException("There is no step " + name + " for a value");
            }
            steps.add(step);
        }
        return List.copyOf(steps);
    }

    /** A whole number as JSON has it; whatever else an id may be, it is not passed on as a part of a query. */
    private static String number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new GatewayException(ErrorCode.VENDOR_REFUSED, "A value is no number, which the vendor's ids are");
        }
        return Long.toString(Long.parseLong(text));
    }

    /** True if it is one value and nothing else, which is JSON: {@code {externalId|number}}. */
    public boolean isJson() {
        return parts.size() == 3 && parts.get(1).json && (parts.get(0).text + parts.get(2).text).isEmpty();
    }

    private static int colon(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text.length() : colon;
    }

    /** Names of the values it takes. */
    public List<String> names() {
        return parts.stream().map(Part::name).filter(name -> name != null).toList();
    }

    /** The text with its values as they are, or null if one of them is not given. */
    public @Nullable String render(Map<String, String> values) {
        return render(values, UnaryOperator.identity());
    }

    /** The text with its values percent-encoded (RFC 3986), or null if one of them is not given. */
    public @Nullable String renderEncoded(Map<String, String> values) {
        return render(values, Template::encode);
    }

    private @Nullable String render(Map<String, String> values, UnaryOperator<String> encoding) {
        var text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.text);
            if (part.name != null) {
                String value = values.get(part.name);
                if (value == null) {
                    return null;
                }
                for (UnaryOperator<String> step : part.steps) {
                    value = step.apply(value);
                }
                text.append(encoding.apply(value));
            }
        }
        return text.toString();
    }

    /** Everything but the unreserved characters of RFC 3986, 2.3, in percent form. */
    public static String encode(String text) {
        var encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return encoded.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Template template && source.equals(template.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /** The text as it was written, with its places: safe to show. */
    @Override
    public String toString() {
        return source;
    }
}
