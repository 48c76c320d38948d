package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RequestTrackerTwinTest {
    private static final String API = "/REST/2.0";
    private static final String ADA =
            "{\"Name\":\"ada@example.test\",\"EmailAddress\":\"ada@example.test\",\"RealName\":\"Ada Lovelace\","
                    + "\"City\":\"Berlin\",\"Privileged\":0,\"CustomFields\":{\"CRM Id\":\"C-17\",\"Unknown\":\"x\"}}";

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05.678Z");
    private final RequestTrackerTwin rt = RequestTrackerTwin.start(TwinSettings.of(clock));
    private final Client client =
            new Client(rt, Map.of("Authorization", "token " + rt.credentials().get("token")));

    @AfterEach
    void stop() {
        rt.close();
    }

    private String createAda() {
        String location = client.post(API + "/user", ADA).header("Location");
        return location.substring(location.indexOf(API));
    }

    @Nested
    class WhenAUserIsWritten {
        @Test
        void answersWithItsNameAndTheLocationOfItsNumber() {
            var created = client.post(API + "/user", ADA);
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.json().get("id").asText()).isEqualTo("ada@example.test");
            assertThat(created.header("Location")).matches("/REST/2.0/user/\\d+");
            JsonNode byName = client.get(API + "/user/ada%40example.test").json();
            assertThat(byName).isEqualTo(client.get(created.header("Location")).json());
            assertThat(byName.get("RealName").asText()).isEqualTo("Ada Lovelace");
            assertThat(byName.get("LastUpdated").asText()).isEqualTo("2026-01-02T03:04:05Z");
            assertThat(byName.at("/CustomFields/0/values/0").asText()).isEqualTo("C-17");
            assertThat(byName.get("CustomFields")).hasSize(1);
            List<String> members = new ArrayList<>();
            byName.fieldNames().forEachRemaining(members::add);
            assertThat(members)
                    .contains(
                            "id",
                            "Name",
                            "EmailAddress",
                            "RealName",
                            "City",
                            "Created",
                            "LastUpdated",
                            "Creator",
                            "Privileged",
                            "Disabled",
                            "Memberships",
                            "CustomFields",
                            "_hyperlinks")
                    .doesNotContain("State", "MobilePhone");
        }

        @Test
        void refusesASecondOneOfTheNameWithoutAConflict() {
            createAda();
            var again = client.post(API + "/user", ADA);
            assertThat(again.status()).isEqualTo(400);
            assertThat(again.text()).isEqualTo("{\"message\":\"Name in use\"}");
            String other = ADA.replace("\"Name\":\"ada@example.test\"", "\"Name\":\"ada2\"");
            assertThat(client.post(API + "/user", other).text()).isEqualTo("{\"message\":\"Email address in use\"}");
        }

        @Test
        void saysInTheMessagesOfA200WhatItRefused() {
            String ada = createAda();
            var answer =
                    client.put(ada, "{\"EmailAddress\":\"nonsense\",\"City\":\"Bonn\",\"RealName\":\"Ada Lovelace\"}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text())
                    .isEqualTo("[\"User ada@example.test: City changed from 'Berlin' to 'Bonn'\","
                            + "\"User ada@example.test: Invalid syntax for email address\"]");
            assertThat(client.put(ada, "{\"City\":\"Bonn\",\"CustomFields\":{\"Unknown\":\"y\"}}")
                            .text())
                    .isEqualTo("[]");
        }

        @Test
        void isDisabledByADelete() {
            String ada = createAda();
            assertThat(client.delete(ada).status()).isEqualTo(204);
            assertThat(client.get(ada).json().get("Disabled").asText()).isEqualTo("1");
            assertThat(client.get(API + "/users").text()).doesNotContain("ada@example.test");
            assertThat(rt.all()).hasSize(1);
            assertThat(client.delete(ada).status()).isEqualTo(500);
            assertThat(client.put(ada, "{\"Disabled\":1}").text()).isEqualTo("[\"That is already the current value\"]");
        }
    }

    @Nested
    class WhenTwoWriteTheSameUser {
        @Test
        void refusesTheStaleOne() {
            String ada = createAda();
            String version = client.get(ada).header("ETag");
            rt.asStaff("PUT", ada, Json.parse("{\"City\":\"Bonn\"}"));
            var stale = client.with("If-Match", version).put(ada, "{\"City\":\"Köln\"}");
            assertThat(stale.status()).isEqualTo(412);
            assertThat(stale.text()).isEqualTo("{\"message\":\"Precondition Failed\"}");
            String fresh = client.get(ada).header("ETag");
            assertThat(client.with("If-Match", fresh)
                            .put(ada, "{\"City\":\"Köln\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(client.put(ada, "{\"City\":\"Ulm\"}").status()).isEqualTo(200);
        }

        @Test
        void answers304ToWhoHasTheVersion() {
            String ada = createAda();
            var first = client.get(ada);
            assertThat(first.header("Last-Modified")).isEqualTo("2026-01-02T03:04:05Z");
            assertThat(client.with("If-None-Match", first.header("ETag"))
                            .get(ada)
                            .status())
                    .isEqualTo(304);
        }
    }

    @Nested
    class WhenItIsSearched {
        private void seed(int count) {
            for (int i = 0; i < count; i++) {
                rt.asStaff(
                        "POST", API + "/user", Json.parse("{\"Name\":\"user" + i + "\",\"City\":\"C" + i % 2 + "\"}"));
                clock.advance(Duration.ofSeconds(1));
            }
        }

        @Test
        void givesStubsAndTheFieldsAskedFor() {
            seed(2);
            JsonNode stubs =
                    client.post(API + "/users?orderby=id&order=DESC", "[]").json();
            assertThat(stubs.at("/items/0/id").asText()).isEqualTo("user1");
            assertThat(stubs.at("/items/0/type").asText()).isEqualTo("user");
            assertThat(stubs.at("/items/0").has("City")).isFalse();
            JsonNode fields = client.post(
                            API + "/users?fields=id,City,Creator,Privileged,State",
                            "[{\"field\":\"Name\",\"value\":\"user1\"}]")
                    .json();
            assertThat(fields.at("/items/0/id").isNumber()).isTrue();
            assertThat(fields.at("/items/0/City").asText()).isEqualTo("C1");
            assertThat(fields.at("/items/0/Privileged").asText("?")).isEmpty();
            assertThat(fields.at("/items/0/State").asText("?")).isEmpty();
            assertThat(fields.at("/items/0/Creator/id").asText()).isEqualTo("root");
        }

        @Test
        void capsThePageSilentlyAndAnswersNothingBeyondTheLast() {
            seed(116);
            JsonNode first =
                    client.post(API + "/users?per_page=500&orderby=id", "[]").json();
            assertThat(first.get("per_page").asInt()).isEqualTo(100);
            assertThat(first.get("pages").asInt()).isEqualTo(2);
            assertThat(first.get("next_page").asText()).endsWith("page=2");
            JsonNode beyond = client.post(API + "/users?per_page=100&orderby=id&page=9", "[]")
                    .json();
            assertThat(beyond.get("page").asInt()).isEqualTo(9);
            assertThat(beyond.get("items")).isEmpty();
            assertThat(beyond.has("next_page")).isFalse();
        }

        @Test
        void joinsConditionsOnOneFieldByOrAndOthersByAnd() {
            seed(6);
            String either = "[{\"field\":\"Name\",\"value\":\"user1\"},{\"field\":\"Name\",\"value\":\"user2\"},"
                    + "{\"field\":\"City\",\"value\":\"C1\"}]";
            assertThat(client.post(API + "/users", either).json().get("total").asInt())
                    .isEqualTo(1);
            String since = "[{\"field\":\"LastUpdated\",\"operator\":\">\",\"value\":\"2036-01-02 03:04:08\"}]";
            assertThat(client.post(API + "/users", since).json().get("total").asInt())
                    .as("users cannot be searched by time")
                    .isEqualTo(10);
            assertThat(client.post(API + "/users", "{\"field\":\"Name\"}").status())
                    .isEqualTo(400);
        }

        @Test
        void followsTheTransactionsAndTellsOwnWritesFromOthers() {
            seed(1);
            String path =
                    API + "/transactions?orderby=id&per_page=100&fields=Type,Field,ObjectId,OldValue,NewValue,Creator";
            String after = "[{\"field\":\"id\",\"operator\":\">\",\"value\":%s},"
                    + "{\"field\":\"ObjectType\",\"value\":\"RT::User\"}]";
            JsonNode all = client.post(path, String.format(after, 0)).json();
            assertThat(all.get("total").isNull()).isTrue();
            String last = all.at("/items/4/id").asText();
            client.put(API + "/user/user0", "{\"City\":\"Rom\"}");
            JsonNode next = client.post(path, String.format(after, last)).json();
            assertThat(next.get("items")).hasSize(1);
            assertThat(next.at("/items/0/Field").asText()).isEqualTo("City");
            assertThat(next.at("/items/0/OldValue").asText()).isEqualTo("C0");
            assertThat(next.at("/items/0/Creator/id").asText()).isEqualTo(RequestTrackerTwin.API_USER);
            assertThat(rt.log().reads()).isEqualTo(2);
            assertThat(rt.log().writes()).isEqualTo(1);
        }
    }

    @Nested
    class WhenACustomerWrites {
        @Test
        void opensATicketAndMakesAnUnknownRequestorAUser() {
            var created = client.post(
                    API + "/ticket",
                    "{\"Queue\":\"Support\",\"Subject\":\"Late\",\"Requestor\":\"bob@example.test\","
                            + "\"Content\":\"Where is it?\",\"ContentType\":\"text/plain\"}");
            assertThat(created.status()).isEqualTo(201);
            JsonNode ticket = client.get(created.header("Location")).json();
            assertThat(ticket.get("Subject").asText()).isEqualTo("Late");
            assertThat(ticket.at("/Requestor/0/id").asText()).isEqualTo("bob@example.test");
            assertThat(client.get(API + "/user/bob%40example.test")
                            .json()
                            .get("EmailAddress")
                            .asText())
                    .isEqualTo("bob@example.test");
            JsonNode found = client.get(API + "/tickets?fields=Subject,Requestor&fields%5BRequestor%5D=id&query="
                            + "Status='new'%20AND%20(id%3E5%20OR%20id%20%3D%201)")
                    .json();
            assertThat(found.at("/items/0/Subject").asText()).isEqualTo("Late");
            assertThat(found.at("/items/0/Requestor/0/id").isNumber()).isTrue();
            assertThat(client.get(API + "/tickets").json().get("items")).isEmpty();
            assertThat(client.get(API + "/tickets?query=nonsense%20(").status()).isEqualTo(400);
            assertThat(rt.tickets()).hasSize(1);
        }
    }

    @Test
    void asksForItsToken() {
        var refused = client.with("Authorization", "token x").get(API + "/rt");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(client.get(API + "/user/unknown").text()).isEqualTo("{\"message\":\"Not Found\"}");
    }
}
