package dev.karat.server.bench;

import dev.karat.testkit.twin.MailchimpTwin;
import dev.karat.testkit.twin.OdooTwin;
import dev.karat.testkit.twin.SftpTwin;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.VendorTwin;
import dev.karat.testkit.twin.VendureTwin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;

/** A system on loopback that a connector is measured with, served by this process and without limits of its own. */
interface MeasuredVendor extends AutoCloseable {
    /** Connectors that can be measured. */
    List<String> CONNECTORS = List.of("shopify", "mailchimp", "odoo", "vendure", "files");

    /** How gateway.yaml reaches it. */
    String connection();

    /** True if customers can be created there by the gateway. */
    boolean creates();

    /** Lets it have these customers, where the gateway cannot create them. */
    void fill(int customers);

    @Override
    void close();

    /** Starts one for a connector, with nobody in it. */
    static MeasuredVendor start(String connector, Path folder, Clock clock) {
        var settings = TwinSettings.of(clock);
        int noLimit = 1_000_000;
        return switch (connector) {
            case "shopify" -> {
                var options = new ShopifyTwin.Options(noLimit, noLimit, ZoneOffset.UTC);
                yield new OverHttp(ShopifyTwin.start(settings, options), "shop: bench, token: env:TWIN");
            }
            case "mailchimp" -> {
                var options = new MailchimpTwin.Options(noLimit, false);
                String audience = "audience: " + MailchimpTwin.LIST + ", apiKey: env:TWIN_KEY";
                yield new OverHttp(MailchimpTwin.start(settings, options), audience);
            }
            case "odoo" -> new OverHttp(OdooTwin.start(settings), "apiKey: env:TWIN");
            case "vendure" -> {
                VendureTwin twin = VendureTwin.start(settings);
                yield new OverHttp(twin, "apiKey: \"file:" + secret(folder, twin) + "\"");
            }
            case "files" -> OverSftp.start(folder);
            default -> throw new IllegalArgumentException("There is no twin for " + connector);
        };
    }

    private static Path secret(Path folder, VendorTwin twin) {
        return written(folder.resolve("twin-key"), twin.credentials().getOrDefault("apiKey", ""));
    }

    private static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One that is called over HTTP. */
    record OverHttp(VendorTwin twin, String settings) implements MeasuredVendor {
        @Override
        public String connection() {
            return "{ url: \"" + twin.baseUri() + "\", " + settings + " }";
        }

        @Override
        public boolean creates() {
            return true;
        }

        @Override
        public void fill(int customers) {}

        @Override
        public void close() {
            twin.close();
        }
    }

    /** An SFTP server on which an export lies. */
    record OverSftp(SftpTwin twin, Path knownHosts) implements MeasuredVendor {
        static OverSftp start(Path folder) {
            SftpTwin twin = SftpTwin.start(folder.resolve("sftp"), 0);
            return new OverSftp(twin, written(folder.resolve("known_hosts"), twin.knownHostsLine() + "\n"));
        }

        @Override
        public String connection() {
            return "{ url: \"sftp://" + twin.host() + ":" + twin.port() + "/\", user: " + SftpTwin.USER
                    + ", password: env:TWIN, knownHosts: \"" + knownHosts + "\", settle: 1ms }";
        }

        @Override
        public boolean creates() {
            return false;
        }

        @Override
        public void fill(int customers) {
            twin.drop("customers.csv", BenchCustomers.csv(customers));
        }

        @Override
        public void close() {
            twin.close();
        }
    }
}
