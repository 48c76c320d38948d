package dev.karat.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import java.util.Map;

/** Customers as most vendors hold them: a name, an address for mail, a number, a postal address. Each is somebody else. */
final class BenchCustomers {
    private static final int STREETS = 180;

    private BenchCustomers() {}

    /** The customer of that number, with the family name of that version. */
    static CustomerData customer(int number, long version) {
        JsonNode row = DeliverRows.row(number, version);
        return CustomerData.builder()
                .text(Attribute.GIVEN_NAME, row.path("first_name").asText())
                .text(Attribute.FAMILY_NAME, row.path("last_name").asText())
                .texts(Attribute.EMAILS, row.path("email").asText())
                .texts(Attribute.PHONES, row.path("phone").asText())
                .put(
                        Attribute.ADDRESS,
                        Value.block(Map.of(
                                "streetAddress",
                                street(number),
                                "postalCode",
                                "10115",
                                "locality",
                                "Berlin",
                                "country",
                                "DE")))
                .build();
    }

    /** The same as a file, in the columns that the connector for files knows without a mapping of one's own. */
    static String csv(int customers) {
        var csv = new StringBuilder("id,first_name,last_name,email,phone,street,zip,city,country,changed_at\n");
        for (int number = 0; number < customers; number++) {
            JsonNode row = DeliverRows.row(number, 0);
            csv.append(DeliverRows.id(number)).append(',');
            csv.append(row.path("first_name").asText()).append(',');
            csv.append(row.path("last_name").asText()).append(',');
            csv.append(row.path("email").asText()).append(',');
            csv.append(row.path("phone").asText()).append(',');
            csv.append(street(number)).append(",10115,Berlin,DE,2026-01-02T03:04:05Z\n");
        }
        return csv.toString();
    }

    private static String street(int number) {
        return "Lange Straße " + (number % STREETS + 1);
    }
}
