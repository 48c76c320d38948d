package dev.karat.camel.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.engine.config.Secrets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the failures of one connection mean for whoever sets it up. */
final class Words {
    /** Without these nothing else can be looked at. */
    private static final Set<ErrorCode> WHOLE = Set.of(
            ErrorCode.VENDOR_UNAUTHORIZED,
            ErrorCode.VENDOR_UNAVAILABLE,
            ErrorCode.VENDOR_TIMEOUT,
            ErrorCode.VENDOR_RATE_LIMITED,
            ErrorCode.CONFIG_INVALID);

    private final ConnectedSystem system;

    Words(ConnectedSystem system) {
        this.system = system;
    }

    /** True if the failure is one of the whole connection. */
    static boolean endsAll(Finding finding) {
        return finding.code() != null && WHOLE.contains(finding.code());
    }

    Finding failed(String part, GatewayException failure) {
        return new Finding(
                Finding.State.FAILED, part, String.valueOf(failure.getMessage()), failure.code(), fix(failure.code()));
    }

    private String fix(ErrorCode code) {
        return switch (code) {
            case VENDOR_UNAUTHORIZED ->
                "The vendor does not take the credential. Look whether it has expired or belongs to another account, and"
                        + " renew it: " + credentials() + ".";
            case VENDOR_FORBIDDEN ->
                "The credential is good, but may not do this. Ask the vendor's admin for the permission; " + behaviour()
                        + " says which.";
            case VENDOR_NOT_FOUND ->
                "There is nothing at this address. Look at the settings that name the account: " + settings() + ".";
            case VENDOR_ANSWER_MALFORMED ->
                "Something else than the vendor's API answered, such as a proxy or the page of a login. Look at the"
                        + " settings that name the address: " + settings() + ".";
            case VENDOR_UNAVAILABLE, VENDOR_TIMEOUT ->
                "Look whether the vendor is up, whether a firewall or proxy stands before it, and at the settings that"
                        + " name the address: " + settings() + ".";
            case VENDOR_RATE_LIMITED -> "Others use up the account's limit now. Try again later.";
            case MAPPING_FAILED ->
                "A row does not have what the mapping requires. Look at it with karat try, and give the system a mapping"
                        + " of its own if need be.";
            default -> code.fix();
        };
    }

    private String behaviour() {
        return "BEHAVIOUR.md of the connector " + system.connector().spec().id();
    }

    /** The secrets of the connection with where they come from; a reference is no secret. */
    private String credentials() {
        return list(names(true)
                .map(name -> name + " ("
                        + reference(system.policy().connection().path(name).asText()) + ")"));
    }

    private static String reference(String text) {
        return Secrets.isReference(text) ? text : "given in clear";
    }

    private String settings() {
        return list(names(false));
    }

    private static String list(Stream<String> names) {
        String all = names.collect(Collectors.joining(", "));
        return all.isEmpty() ? "none are given" : all;
    }

    /** Settings that are given, in the order of the file. */
    private Stream<String> names(boolean secret) {
        JsonNode schema = system.connector().spec().connection().path("properties");
        return system.policy().connection().properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> schema.path(name).path("format").asText().equals("password") == secret);
    }
}
