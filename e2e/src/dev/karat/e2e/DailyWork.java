package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Changes on one side arrive on the other, also when both change at once, and what is refused stops nothing. */
final class DailyWork {
    /** A colleague at the help desk, who is no customer there. */
    private static final String STAFF = "staff@karat.test";

    private final Scene scene;
    private final Checks checks;

    DailyWork(Scene scene) {
        this.scene = scene;
        this.checks = scene.checks;
    }

    void tell() {
        changesTravel();
        staleWriteIsNotBlind();
        refusalsAreDeadLetters();
    }

    private void changesTravel() {
        scene.tracker.change(scene.userId(5), Map.of("MobilePhone", "+1 702 919 1300"));
        boolean phone = Wait.until(Scene.SOON, () -> scene.hasPhone(5, "+17029191300"));
        checks.equal("a telephone number entered in RT reaches the profile", true, phone);

        scene.erpChanges(Map.of(6, Map.of("streetAddress", "1 new street", "locality", "newtown")));
        boolean street = Wait.until(
                Scene.SOON, () -> scene.shows(6, "Address1", "1 new street") && scene.shows(6, "City", "newtown"));
        checks.equal("a street changed by an ERP file reaches RT", true, street);

        scene.tracker.open(scene.email(7), "Where is my parcel?");
        boolean ticket = Wait.until(Scene.SOON, () -> scene.profile(7)
                .path("interactions")
                .findValuesAsText("summary")
                .contains("Where is my parcel?"));
        checks.equal("a ticket is an interaction on the profile of its requestor", true, ticket);

        scene.tracker.open("new.sender@example.org", "Do you deliver?");
        boolean sender = Wait.until(
                Scene.SOON, () -> scene.gateway.found("new.sender@example.org").size() == 1);
        checks.equal("an unknown requestor becomes a profile", true, sender);
        scene.rest().await();
    }

    /** Somebody changes the number in RT when the gateway is just about to write a street, with the old number. */
    private void staleWriteIsNotBlind() {
        String user = scene.userId(5);
        int from = scene.wire.writes().size();
        var once = new AtomicBoolean();
        scene.wire.beforeEach(call -> {
            if (call.is("PUT", "/user/" + user) && once.compareAndSet(false, true)) {
                scene.tracker.change(user, Map.of("MobilePhone", "+1 702 919 1399"));
            }
        });
        scene.erpChanges(Map.of(5, Map.of("streetAddress", "2 other street")));
        boolean written = Wait.until(Scene.SOON, () -> scene.shows(5, "Address1", "2 other street"));
        scene.wire.beforeEach(call -> {});
        scene.rest().await();
        checks.equal("stale write: answers of RT to the writes", List.of(412, 200), statuses(writesTo(user, from)));
        checks.equal("stale write: the street arrives all the same", true, written);
        String phone = scene.tracker.user(user).path("MobilePhone").asText();
        checks.equal("stale write: RT keeps the number entered meanwhile", "17029191399", phone.replaceAll("\\D", ""));
        checks.equal("stale write: and it reaches the profile", true, scene.hasPhone(5, "+17029191399"));
    }

    private List<Wire.Call> writesTo(String user, int from) {
        return scene.wire.writes().stream()
                .skip(from)
                .filter(call -> call.is("PUT", "/user/" + user))
                .toList();
    }

    private static List<Integer> statuses(List<Wire.Call> calls) {
        return calls.stream().map(Wire.Call::status).toList();
    }

    /** RT answers 200 and says in the body that it did not change the address, since a colleague has it. */
    private void refusalsAreDeadLetters() {
        String user = scene.userId(8);
        String before = scene.email(8);
        int from = scene.wire.writes().size();
        scene.refused.add(user);
        scene.erpChanges(Map.of(8, Map.of("email", STAFF), 9, Map.of("streetAddress", "3 third street")));
        boolean other = Wait.until(Scene.SOON, () -> scene.shows(9, "Address1", "3 third street"));
        scene.rest().await();
        List<Wire.Call> calls = writesTo(user, from);
        checks.equal("refusal: answers of RT to the writes", List.of(200), statuses(calls));
        checks.holds(
                "refusal: what RT says in them",
                "Email address in use",
                calls.stream().map(Wire.Call::answer).toList(),
                calls.stream().allMatch(call -> call.answer().contains("Email address in use")));
        checks.equal(
                "refusal: dead letter of the profile",
                List.of("VENDOR_REFUSED"),
                letters(scene.profile(8).path("id").asText()));
        checks.equal(
                "refusal: RT keeps the address",
                before,
                scene.tracker.user(user).path("EmailAddress").asText());
        checks.equal("refusal: another customer of the same file arrives", true, other);
    }

    private List<String> letters(String golden) {
        var codes = new ArrayList<String>();
        for (JsonNode letter : scene.letters()) {
            if (letter.path("origin").asText().contains(golden)) {
                codes.add(letter.path("code").asText());
            }
        }
        return codes;
    }
}
