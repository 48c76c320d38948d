package dev.karat.server.demo;

import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The folder of routes of the demo: the same kind of files as any gateway has, with the addresses of the twins. */
final class DemoRoutes {
    /** Folder in which the gateway leaves files for the ERP system. */
    static final String ERP_OUT = "out/";

    private static final List<String> FILES = List.of(
            "gateway.yaml",
            "1-inbound/erp-customers.camel.yaml",
            "1-inbound/shop-customers.camel.yaml",
            "1-inbound/mailing-customers.camel.yaml",
            "1-inbound/support-customers.camel.yaml",
            "1-inbound/support-tickets.camel.yaml",
            "1-inbound/mailbox-customers.camel.yaml",
            "3-outbound/erp-customers.camel.yaml",
            "3-outbound/shop-customers.camel.yaml",
            "3-outbound/mailing-customers.camel.yaml",
            "3-outbound/support-customers.camel.yaml");

    private DemoRoutes() {}

    /** Writes the files anew, since the twins may listen on other ports than before. */
    static void write(Path folder, DemoTwins twins) {
        try {
            Files.createDirectories(folder.resolve("secrets"));
            Map<String, String> values = values(folder, twins);
            for (String file : FILES) {
                Path target = folder.resolve(file);
                Files.createDirectories(target.getParent());
                Files.writeString(target, filled(resource(file), values));
            }
            Files.createDirectories(folder.resolve("mapping"));
            Files.writeString(folder.resolve("mapping/erp-customers.yaml"), resource("mapping/erp-customers.yaml"));
        } catch (IOException failed) {
            throw new UncheckedIOException("The routes of the demo cannot be written to " + folder, failed);
        }
    }

    private static Map<String, String> values(Path folder, DemoTwins twins) throws IOException {
        var values = new HashMap<String, String>();
        values.put("erpUrl", "sftp://" + twins.erp.host() + ":" + twins.erp.port() + "/");
        values.put("erpUser", twins.erp.credentials().getOrDefault("user", ""));
        values.put("shopUrl", twins.shop.baseUri().toString());
        values.put("mailingUrl", twins.mailing.baseUri().toString());
        values.put("audience", twins.mailing.credentials().getOrDefault("list", ""));
        values.put("supportUrl", twins.support.baseUri().toString());
        values.put("mailHost", twins.mailbox.host());
        values.put("imapPort", Integer.toString(twins.mailbox.imapPort()));
        values.put("smtpPort", Integer.toString(twins.mailbox.smtpPort()));
        values.put("mailUser", twins.mailbox.credentials().getOrDefault("user", ""));
        values.put("knownHosts", file(folder, "known_hosts", twins.erp.knownHostsLine()));
        values.put("secret", file(folder, "twins", TwinSettings.OPEN_SECRET));
        values.put(
                "mailingKey",
                file(folder, "mailing", twins.mailing.credentials().getOrDefault("apiKey", "")));
        return values;
    }

    private static String file(Path folder, String name, String content) throws IOException {
        Path file = folder.resolve("secrets").resolve(name);
        Files.writeString(file, content + "\n");
        return file.toString();
    }

    private static String filled(String text, Map<String, String> values) {
        String filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace("@" + value.getKey() + "@", value.getValue());
        }
        return filled;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DemoRoutes.class.getResourceAsStream("/demo/" + name)) {
            if (in == null) {
                throw new IOException("There is no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
