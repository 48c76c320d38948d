package dev.karat.camel.init;

import java.util.Locale;

/**
 * A setting of a connection that an environment variable stands for. So gateway.yaml is the same on every machine, and
 * nothing in it leads to a stranger's account before it was filled in.
 *
 * @param setting name in the connection
 * @param description of the connector; empty if it says nothing
 */
public record Variable(String system, String setting, String description, boolean secret) {
    /** Name of the variable: {@code SHOP_EU_CLIENT_SECRET} for clientSecret of shop-eu. */
    public String name() {
        String words = setting.replaceAll("([a-z0-9])([A-Z])", "$1_$2");
        return (system + "_" + words).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** As gateway.yaml refers to it. */
    String reference() {
        return "env:" + name();
    }
}
