package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The golden profiles behind a set of ERP records, and what Request Tracker holds of them, both read over their
 * interfaces.
 *
 * @param golden profiles by id
 * @param ofRecord id of the profile by ERP record
 * @param inTracker users of Request Tracker by the profile that the gateway assigns them to
 */
record Profiles(
        Map<String, JsonNode> golden, Clusters ofRecord, Map<String, List<JsonNode>> inTracker, List<JsonNode> users) {
    static Profiles read(Gateway gateway, Set<String> erpRecords, RequestTracker tracker) {
        var golden = new LinkedHashMap<String, JsonNode>();
        var ofRecord = new LinkedHashMap<String, String>();
        for (String record : erpRecords) {
            JsonNode profile = gateway.profileOf("erp", record);
            golden.put(id(profile), profile);
            ofRecord.put(record, id(profile));
        }
        var inTracker = new TreeMap<String, List<JsonNode>>();
        List<JsonNode> users = tracker.customers();
        for (JsonNode user : users) {
            String profile = id(gateway.profileOf("support", user.path("id").asText()));
            inTracker.computeIfAbsent(profile, none -> new ArrayList<>()).add(user);
        }
        return new Profiles(golden, new Clusters(ofRecord), inTracker, users);
    }

    private static String id(JsonNode profile) {
        return profile.path("id").asText();
    }

    /** Profiles with an address, which Request Tracker cannot do without. */
    List<String> withEmail() {
        return golden.keySet().stream().filter(id -> !emails(id).isEmpty()).toList();
    }

    private JsonNode emails(String id) {
        return golden.get(id).path("data").path("emails");
    }

    /** Profiles with an address that have so many users. */
    long withUsers(int wanted) {
        return withEmail().stream().filter(id -> users(id).size() == wanted).count();
    }

    /** Profiles without an address that have a user all the same. */
    long needlessUsers() {
        return golden.keySet().stream()
                .filter(id -> emails(id).isEmpty() && !users(id).isEmpty())
                .count();
    }

    private List<JsonNode> users(String id) {
        return inTracker.getOrDefault(id, List.of());
    }

    /** Addresses that several users hold. */
    long sharedAddresses() {
        var counts = new TreeMap<String, Integer>();
        users.forEach(
                user -> counts.merge(user.path("EmailAddress").asText().toLowerCase(Locale.ROOT), 1, Integer::sum));
        return counts.values().stream().filter(count -> count > 1).count();
    }

    /** Numbers of users that show another name or address than their profile. */
    List<String> showingOthers() {
        var wrong = new ArrayList<String>();
        golden.forEach((id, profile) -> users(id).forEach(user -> {
            JsonNode data = profile.path("data");
            String name = (data.path("givenName").asText("") + " "
                            + data.path("familyName").asText(""))
                    .strip();
            String shown = user.path("RealName").asText();
            boolean named = shown.equals(name.isEmpty() ? data.path("name").asText("") : name);
            String address = user.path("EmailAddress").asText();
            boolean addressed = data.path("emails").toString().contains("\"" + address + "\"");
            if (!named || !addressed) {
                wrong.add(user.path("id").asText());
            }
        }));
        return wrong;
    }
}
