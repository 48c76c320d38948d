package dev.karat.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.server.GatewayClient;
import dev.karat.testkit.data.ErpCsv;
import dev.karat.testkit.data.GeneratedRecord;
import dev.karat.testkit.twin.ShopifyTwin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What happens in the demo. Every step is done once in the life of the twins and can be taken again after a crash: it
 * looks first whether it was done.
 */
final class DemoStory {
    static final String NEW_PHONE = "+49301230042";
    static final String NEW_STREET = "Unter den Linden 77";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LETTERS_MAX = 1_000;
    private static final String SHOP_CUSTOMERS = "/admin/api/" + ShopifyTwin.VERSION + "/customers/";

    private final DemoTwins twins;
    private final GatewayClient gateway;
    private final Rest rest;
    private final Consumer<String> tell;
    private final List<String> failures = new ArrayList<>();

    DemoStory(DemoTwins twins, GatewayClient gateway, Consumer<String> tell, Consumer<String> progress) {
        this.twins = twins;
        this.gateway = gateway;
        this.rest = new Rest(gateway, twins::writes, progress);
        this.tell = tell;
    }

    /** Plays the story to its end; answers what was not as it should be. */
    List<String> play() {
        List<Person> cast = cast();
        JsonNode status = rest.await();
        tell.accept(String.format(
                "Read %,d records: %,d customers. Nothing was written yet.",
                status.at("/store/records").asLong(),
                status.at("/store/profiles").asLong()));
        for (String target : List.of("erp", "shop", "mailing", "support")) {
            grant(target, "live");
        }
        tell.accept("Opened four targets.");
        rest.await();
        tell.accept("Each of them holds the unified customers now.");
        phoneChanges(cast.get(0));
        streetChanges(cast.get(1));
        ticketOpens(cast.get(0));
        rest.await();
        expectArrivals(cast.get(0), cast.get(1));
        erases(cast.get(2));
        rest.await();
        return failures;
    }

    /** Writes to the vendors while every system is read at least twice more; none is expected. */
    long writesAfterRest() {
        long before = twins.writes();
        rest.await();
        return twins.writes() - before;
    }

    /**
     * What could not be taken or delivered. That a vendor takes an address once only, and another record of it has that
     * address, belongs to the lives of such systems; anything else is not expected here.
     */
    long deadLetters() {
        JsonNode letters = gateway.get("/api/dead-letters?limit=" + LETTERS_MAX).path("letters");
        for (JsonNode letter : letters) {
            expect("no other dead letter than of addresses that are taken: " + letter, isTaken(letter));
        }
        if (!letters.isEmpty()) {
            tell.accept(letters.size() + " deliveries were refused, since another record there has the address.");
        }
        return letters.size();
    }

    private static boolean isTaken(JsonNode letter) {
        String code = letter.path("code").asText();
        return code.equals("VENDOR_CONFLICT")
                || (code.equals("VENDOR_REFUSED")
                        && letter.path("message").asText().contains("in use"));
    }

    /** Profiles that hold the address of the customer who was erased. */
    long resurrected() {
        return found(cast().get(2).email()).size();
    }

    /** What each system holds of one person. */
    private record Person(List<GeneratedRecord> records) {
        GeneratedRecord in(String system) {
            return records.stream()
                    .filter(record -> record.system().equals(system))
                    .findFirst()
                    .orElseThrow();
        }

        String email() {
            return in("shop").value("email").toLowerCase(Locale.ROOT);
        }

        /** Each system holds one record, all of them the same address, and shop and ERP the same family name. */
        boolean isKnownEverywhere() {
            long systems =
                    records.stream().map(GeneratedRecord::system).distinct().count();
            long addresses = records.stream()
                    .map(record -> record.value("email").toLowerCase(Locale.ROOT))
                    .distinct()
                    .count();
            boolean person = records.get(0).value("kind").equals("person");
            return person
                    && records.size() == 4
                    && systems == 4
                    && addresses == 1
                    && !email().isEmpty()
                    && in("shop").value("familyName").equals(in("erp").value("familyName"));
        }
    }

    /** The first people in a fixed order whom every system knows. */
    private List<Person> cast() {
        return twins.records().stream()
                .collect(Collectors.groupingBy(GeneratedRecord::truthId, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Person::new)
                .filter(Person::isKnownEverywhere)
                .limit(3)
                .toList();
    }

    private void phoneChanges(Person person) {
        long id = shopId(person.email());
        twins.shop.inOneStep(() -> {
            if (twins.shop.kept("phone") == null) {
                var customer = JSON.createObjectNode();
                customer.putObject("customer").put("id", id).put("phone", NEW_PHONE);
                twins.shop.asStaff("PUT", SHOP_CUSTOMERS + id + ".json", customer);
                twins.shop.keep("phone", JSON.getNodeFactory().numberNode(id));
            }
        });
        tell.accept("A customer changes the telephone number in the shop.");
    }

    private void streetChanges(Person person) {
        GeneratedRecord before = person.in("erp");
        var values = new LinkedHashMap<>(before.values());
        values.put("streetAddress", NEW_STREET);
        values.put("updatedAt", "2026-11-01T08:00:00Z");
        var after = new GeneratedRecord(before.system(), before.id(), before.truthId(), values);
        twins.dropOnce("customers-0002.csv", ErpCsv.text(';', List.of(after)));
        tell.accept("The ERP system drops a file with a new street.");
    }

    private void ticketOpens(Person person) {
        twins.support.inOneStep(() -> {
            if (twins.support.kept("ticket") == null) {
                twins.support.asStaff(
                        "POST",
                        "/REST/2.0/ticket",
                        JSON.createObjectNode()
                                .put("Queue", "Support")
                                .put("Subject", "The parcel is broken")
                                .put("Requestor", person.email())
                                .put("Content", "Please help.")
                                .put("ContentType", "text/plain"));
                twins.support.keep("ticket", JSON.getNodeFactory().booleanNode(true));
            }
        });
    }

    private void expectArrivals(Person phone, Person street) {
        expect("the new number reached the mailing list", held(twins.mailing.all(), phone.email(), NEW_PHONE));
        expect("the new number reached the support desk", held(twins.support.all(), phone.email(), NEW_PHONE));
        expect("the new street reached the shop", held(twins.shop.all(), street.email(), NEW_STREET));
        expect("a file for the ERP system was left", twins.filesWritten() > 0);
        JsonNode profile = found(phone.email()).path(0);
        expect(
                "the ticket stands on the profile",
                profile.path("interactions").findValuesAsText("kind").contains("ticket"));
        expect("an unknown sender is a lead", found("new20@example.net").size() == 1);
        tell.accept("The changes arrived in the other systems.");
    }

    /** One record of the vendor holds both texts, whatever the notation of the number. */
    private static boolean held(List<JsonNode> records, String address, String text) {
        return records.stream()
                .map(JsonNode::toString)
                .anyMatch(record -> record.toLowerCase(Locale.ROOT).contains(address) && record.contains(text));
    }

    private void erases(Person person) {
        String address = person.email();
        long id = shopId(address);
        for (JsonNode profile : found(address)) {
            gateway.send(
                    "POST",
                    "/api/customers/" + GatewayClient.segment(profile.path("id").asText()) + "/erase",
                    JSON.createObjectNode().put("reason", "the customer asked for it"));
        }
        twins.shop.inOneStep(() -> {
            if (twins.shop.kept("erased") == null) {
                twins.shop.placeOrder(id);
                twins.shop.keep("erased", JSON.getNodeFactory().numberNode(id));
            }
        });
        tell.accept("A customer is erased; the shop reports the account again.");
    }

    private long shopId(String address) {
        for (JsonNode customer : twins.shop.all()) {
            if (customer.path("email").asText().equalsIgnoreCase(address)) {
                return customer.path("id").asLong();
            }
        }
        throw new IllegalStateException("The shop of the demo lost a customer");
    }

    private JsonNode found(String address) {
        return gateway.send(
                        "POST", "/api/customers/search", JSON.createObjectNode().put("email", address))
                .path("customers");
    }

    private void grant(String target, String phase) {
        gateway.send(
                "PUT",
                "/api/targets/" + target + "/phase",
                JSON.createObjectNode().put("phase", phase));
    }

    private void expect(String what, boolean holds) {
        if (!holds) {
            failures.add("Not so: " + what);
        }
    }
}
