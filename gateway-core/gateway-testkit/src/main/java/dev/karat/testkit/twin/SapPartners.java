package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The business partners of an S/4HANA system and what hangs on them: addresses, and on these mail addresses and telephone
 * numbers. Each row has a version of its own; the time of a change is that of the business partner's own fields.
 */
final class SapPartners {
    /** Why SAP refuses, with its code. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    static final String PARTNER = "A_BusinessPartner";
    static final String ADDRESS = "A_BusinessPartnerAddress";
    static final String EMAIL = "A_AddressEmailAddress";
    static final String PHONE = "A_AddressPhoneNumber";

    private static final Pattern MAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final int SEARCH_LENGTH = 20;

    private static final Map<String, List<String>> FIELDS = Map.of(
            PARTNER,
            List.of(
                    "BusinessPartnerCategory",
                    "FirstName",
                    "MiddleName",
                    "LastName",
                    "OrganizationBPName1",
                    "BirthDate",
                    "CorrespondenceLanguage",
                    "BusinessPartnerIDByExtSystem",
                    "BusinessPartnerIsBlocked",
                    "IsMarkedForArchiving"),
            ADDRESS,
            List.of("StreetName", "HouseNumber", "PostalCode", "CityName", "Region", "Country"),
            EMAIL,
            List.of("EmailAddress"),
            PHONE,
            List.of("PhoneNumber", "DestinationLocationCountry"));

    /** Navigation to rows below, by name. */
    private static final Map<String, String> BELOW =
            Map.of("to_BusinessPartnerAddress", ADDRESS, "to_EmailAddress", EMAIL, "to_PhoneNumber", PHONE);

    private final Tables tables;
    private final Clock clock;
    private final ZoneId zone;

    SapPartners(Tables tables, Clock clock, ZoneId zone) {
        this.tables = tables;
        this.clock = clock;
        this.zone = zone;
        BELOW.values().forEach(kind -> tables.table(kind).index("parent", row -> Json.text(row, "$parent")));
    }

    /** Rows of a kind, such as {@link #ADDRESS}, with what is below them. */
    Stream<ObjectNode> all(String kind) {
        return tables.table(kind).stream().map(row -> whole(kind, row));
    }

    boolean knows(String kind) {
        return FIELDS.containsKey(kind);
    }

    /** The row with these keys, or null. */
    @Nullable
    ObjectNode find(String kind, Map<String, String> keys) {
        return tables.table(kind).stream()
                .filter(row -> keys.entrySet().stream()
                        .allMatch(key -> ODataFilter.inner(Json.text(row, key.getKey()))
                                .equals(ODataFilter.inner(key.getValue()))))
                .findFirst()
                .map(ObjectNode::deepCopy)
                .orElse(null);
    }

    ObjectNode create(String kind, JsonNode sent, @Nullable ObjectNode parent) {
        validate(kind, sent);
        long id = tables.next(kind, kind.equals(PARTNER) ? 1_000_001 : 21_001);
        ObjectNode row = Json.object().put("$id", id).put("$version", 1);
        FIELDS.getOrDefault(kind, List.of()).forEach(field -> row.put(field, ""));
        switch (kind) {
            case PARTNER -> {
                row.put("BusinessPartner", Long.toString(id)).put("Customer", Long.toString(id));
                row.putNull("BirthDate").putNull("LastChangeDate").putNull("LastChangeTime");
                row.put("BusinessPartnerIsBlocked", false).put("IsMarkedForArchiving", false);
                row.put("CreationDate", SapTime.written(now().toLocalDate()));
                row.put("CreationTime", SapTime.written(now().toLocalTime()));
            }
            case ADDRESS -> row.put("AddressID", Long.toString(id)).put("$parent", text(parent, "BusinessPartner"));
            default ->
                row.put("Person", "")
                        .put("OrdinalNumber", Long.toString(id % 1_000))
                        .put("$parent", text(parent, "AddressID"));
        }
        row.put(
                "BusinessPartner",
                kind.equals(ADDRESS) ? text(parent, "BusinessPartner") : Json.text(row, "BusinessPartner"));
        if (kind.equals(EMAIL) || kind.equals(PHONE)) {
            row.remove("BusinessPartner");
            row.put("AddressID", text(parent, "AddressID"));
        }
        set(kind, row, sent);
        tables.table(kind).put(id, row);
        BELOW.forEach((name, below) -> rows(sent.path(name)).forEach(child -> create(below, child, row)));
        return row;
    }

    /** Changes fields of a row. */
    void change(String kind, ObjectNode row, JsonNode sent) {
        set(kind, row, sent);
        row.put("$version", row.get("$version").asLong() + 1);
        if (kind.equals(PARTNER)) {
            row.put("LastChangeDate", SapTime.written(now().toLocalDate()));
            row.put("LastChangeTime", SapTime.written(now().toLocalTime()));
        }
        tables.table(kind).put(row.get("$id").asLong(), row);
    }

    static String etag(ObjectNode row) {
        return "W/\"'%026d'\"".formatted(row.get("$version").asLong());
    }

    /** The row as it is shown, with what is below it. */
    ObjectNode whole(String kind, ObjectNode row) {
        ObjectNode shown = row.deepCopy();
        shown.putObject("__metadata")
                .put("type", "API_BUSINESS_PARTNER." + kind + "Type")
                .put("etag", etag(row));
        if (kind.equals(PARTNER)) {
            below(shown, "to_BusinessPartnerAddress", ADDRESS, Json.text(row, "BusinessPartner"));
        } else if (kind.equals(ADDRESS)) {
            below(shown, "to_EmailAddress", EMAIL, Json.text(row, "AddressID"));
            below(shown, "to_PhoneNumber", PHONE, Json.text(row, "AddressID"));
            shown.putObject("to_MobilePhoneNumber").putArray("results");
        }
        return (ObjectNode) shown.without(List.of("$id", "$version", "$parent"));
    }

    private void below(ObjectNode shown, String name, String kind, String parent) {
        var results = shown.putObject(name).putArray("results");
        tables.table(kind).all("parent", parent).forEach(row -> results.add(whole(kind, row)));
    }

    private static Iterable<JsonNode> rows(JsonNode nested) {
        return nested.isArray() ? nested : nested.path("results");
    }

    private static String text(@Nullable ObjectNode row, String field) {
        return row == null ? "" : Json.text(row, field);
    }

    /** All of what was sent or nothing. */
    private static void validate(String kind, JsonNode sent) {
        ObjectNode row = Json.object();
        FIELDS.getOrDefault(kind, List.of()).forEach(field -> row.put(field, ""));
        set(kind, row, sent);
        BELOW.forEach((name, below) -> rows(sent.path(name)).forEach(child -> validate(below, child)));
    }

    private static void set(String kind, ObjectNode row, JsonNode sent) {
        for (String field : FIELDS.getOrDefault(kind, List.of())) {
            if (sent.has(field)) {
                row.set(field, sent.get(field));
            }
        }
        switch (kind) {
            case PARTNER -> check(row);
            case EMAIL -> {
                String mail = Json.text(row, "EmailAddress");
                if (!MAIL.matcher(mail).matches()) {
                    throw new Refused("AM/206", "E-mail address \"" + mail + "\" is not valid");
                }
                String capitals = mail.toUpperCase(Locale.ROOT);
                row.put("SearchEmailAddress", capitals.substring(0, Math.min(SEARCH_LENGTH, capitals.length())));
            }
            case PHONE -> {
                String number = Json.text(row, "PhoneNumber").replaceAll("[^+0-9]", "");
                row.put(
                        "InternationalPhoneNumber",
                        number.startsWith("+") ? number : "+49" + number.replaceFirst("^0", ""));
            }
            default -> {}
        }
    }

    private static void check(ObjectNode row) {
        String category = Json.text(row, "BusinessPartnerCategory");
        if (!List.of("1", "2", "3").contains(category)) {
            throw new Refused("R11/113", "Business partner category \"" + category + "\" does not exist");
        }
        if (category.equals("1") && Json.text(row, "LastName").isEmpty()) {
            throw new Refused("R1/010", "Enter a last name");
        }
        if (!Json.text(row, "BirthDate").isEmpty()) {
            SapTime.date(Json.text(row, "BirthDate"));
        }
    }

    private LocalDateTime now() {
        return LocalDateTime.ofInstant(clock.instant(), zone);
    }
}
