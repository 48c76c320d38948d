package dev.karat.server.demo;

import dev.karat.testkit.data.CustomerGenerator;
import dev.karat.testkit.data.ErpCsv;
import dev.karat.testkit.data.GeneratedRecord;
import dev.karat.testkit.data.TwinSeeder;
import dev.karat.testkit.twin.Letter;
import dev.karat.testkit.twin.MailTwin;
import dev.karat.testkit.twin.MailchimpTwin;
import dev.karat.testkit.twin.RequestTrackerTwin;
import dev.karat.testkit.twin.SftpTwin;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.VendorTwin;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The business systems of the demo, on loopback. Their state is kept in a folder and outlives the process. */
final class DemoTwins implements AutoCloseable {
    private static final String FIRST_FILE = "customers-0001.csv";
    private static final int LETTERS = 20;

    /** A shop on a large plan, which takes 20 requests a second. */
    private static final ShopifyTwin.Options LARGE_SHOP = new ShopifyTwin.Options(400, 20, ZoneId.of("Europe/Berlin"));

    final SftpTwin erp;
    final ShopifyTwin shop;
    final MailchimpTwin mailing;
    final RequestTrackerTwin support;
    final MailTwin mailbox;
    private final List<GeneratedRecord> records;

    DemoTwins(Path folder, long seed, int size) {
        var settings = TwinSettings.of(Clock.systemUTC()).in(folder);
        records = withOwnAddresses(new CustomerGenerator(seed).records(size));
        erp = SftpTwin.start(folder.resolve("erp"), 0);
        shop = ShopifyTwin.start(settings, LARGE_SHOP);
        mailing = MailchimpTwin.start(settings);
        support = RequestTrackerTwin.start(settings);
        mailbox = MailTwin.start(folder.resolve("mailbox"));
    }

    /**
     * Every mail address belongs to whoever had it first: a support desk takes each once only, and of a couple that
     * shares one the second could not be created there.
     */
    private static List<GeneratedRecord> withOwnAddresses(Stream<GeneratedRecord> made) {
        var owners = new HashMap<String, String>();
        return made.map(next -> {
                    String address = next.value("email").toLowerCase(Locale.ROOT);
                    String owner = owners.computeIfAbsent(address, first -> next.truthId());
                    if (address.isEmpty() || owner.equals(next.truthId())) {
                        return next;
                    }
                    var values = new LinkedHashMap<>(next.values());
                    values.remove("email");
                    return new GeneratedRecord(next.system(), next.id(), next.truthId(), values);
                })
                .filter(next -> !next.system().equals("mailing") || !next.value("email").isEmpty())
                .toList();
    }

    /** Everything that was made for the systems, in a fixed order. */
    List<GeneratedRecord> records() {
        return records;
    }

    /** The vendors that are reached over HTTP, by the name of their system. */
    Map<String, VendorTwin> vendors() {
        return Map.of("shop", shop, "mailing", mailing, "support", support);
    }

    /** Fills the systems, each once in its life. */
    void seed() {
        Map<String, List<GeneratedRecord>> bySystem =
                records.stream().collect(Collectors.groupingBy(GeneratedRecord::system));
        TwinSeeder.seed(shop, bySystem.getOrDefault("shop", List.of()));
        TwinSeeder.seed(mailing, bySystem.getOrDefault("mailing", List.of()));
        TwinSeeder.seed(support, bySystem.getOrDefault("support", List.of()));
        dropOnce(FIRST_FILE, ErpCsv.text(';', bySystem.getOrDefault("erp", List.of())));
        write(bySystem.getOrDefault("shop", List.of()));
    }

    /** Drops a file for the gateway to fetch, unless that was done before. */
    void dropOnce(String name, String content) {
        if (erp.all().stream().noneMatch(file -> file.endsWith(name))) {
            erp.drop(name, content);
        }
    }

    /** Some customers of the shop write to the mailbox, and two people whom nobody knows. */
    private void write(List<GeneratedRecord> customers) {
        List<String> senders = customers.stream()
                .map(customer -> customer.value("email"))
                .filter(address -> !address.isEmpty())
                .limit(LETTERS)
                .toList();
        int already = mailbox.inbox().size();
        for (int i = already; i < senders.size() + 2; i++) {
            String from = i < senders.size()
                    ? senders.get(i)
                    : "New Customer " + (i - senders.size() + 1) + " <new" + i + "@example.net>";
            mailbox.deliver(new Letter(
                    from,
                    MailTwin.MAILBOX,
                    "Where is my parcel?",
                    "Please tell me.",
                    Instant.parse("2026-06-01T10:00:00Z").plusSeconds(60L * i)));
        }
    }

    /** Changes that somebody asked of the vendors over their interfaces since this process began. */
    long writes() {
        return vendors().values().stream()
                        .mapToLong(twin -> twin.log().writes())
                        .sum()
                + filesWritten();
    }

    /** Files that the gateway left for the ERP system. */
    long filesWritten() {
        return erp.all().stream()
                .filter(name -> name.startsWith(DemoRoutes.ERP_OUT))
                .count();
    }

    @Override
    public void close() {
        vendors().values().forEach(VendorTwin::close);
        erp.close();
        mailbox.close();
    }
}
