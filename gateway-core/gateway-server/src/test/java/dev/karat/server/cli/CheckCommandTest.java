package dev.karat.server.cli;

import static dev.karat.server.GatewayUnderTest.CONNECTORS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.MailchimpTwin;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code karat check}: somebody wrote a system into gateway.yaml and wants to know whether it works. */
class CheckCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final MailchimpTwin mailing = MailchimpTwin.start(TwinSettings.of(Clock.systemUTC()));

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("key"), mailing.credentials().get("apiKey") + "");
        gateway(mailing.baseUri() + "", "targets: { mailing: { phase: observe, fields: { give: [givenName] } } }");
    }

    @AfterEach
    void stop() {
        mailing.close();
    }

    private void gateway(String url, String targets) throws IOException {
        Files.writeString(
                folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  mailing:
                    connector: mailchimp
                    connection: { audience: %s, url: "%s", apiKey: "file:%s" }
                %s
                """.formatted(MailchimpTwin.LIST, url, folder.resolve("key"), targets));
    }

    private void subscribe(int people) {
        for (int i = 0; i < people; i++) {
            mailing.asStaff(
                    "POST",
                    "/3.0/lists/" + MailchimpTwin.LIST + "/members",
                    Output.JSON.valueToTree(Map.of(
                            "email_address",
                            "ana" + i + "@example.org",
                            "status",
                            "subscribed",
                            "merge_fields",
                            Map.of("FNAME", "Ana", "LNAME", "Ruiz"))));
        }
    }

    private int check(Object... more) {
        var all = new java.util.ArrayList<Object>(
                List.of("check", "mailing", "--routes", folder, "--connectors", CONNECTORS, "--data", folder));
        all.addAll(Arrays.asList(more));
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.stream().map(String::valueOf).toArray(String[]::new));
    }

    private JsonNode result() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    private JsonNode finding(String part) throws IOException {
        for (JsonNode finding : result().path("findings")) {
            if (finding.path("part").asText().equals(part)) {
                return finding;
            }
        }
        throw new AssertionError("Nothing about " + part + " in " + out);
    }

    @Test
    void showsThatAllIsWellWithCountsAndMaskedSamples() throws IOException {
        subscribe(7);

        assertThat(check()).as(out + "" + err).isZero();
        assertThat(finding("credential").path("state").asText()).isEqualTo("OK");
        assertThat(finding("clock").path("state").asText()).isEqualTo("OK");
        assertThat(finding("look-up by emails").path("state").asText()).isEqualTo("OK");
        assertThat(finding("writing").path("state").asText()).isEqualTo("NOTICE");
        assertThat(out.toString()).contains("5 of 7 rows were looked at", "emails 5", "familyName 5");
        JsonNode stream = result().at("/streams/0");
        assertThat(stream.path("total").asInt()).isEqualTo(7);
        assertThat(stream.at("/samples/0/familyName").asText()).isEqualTo("***");
        assertThat(out.toString())
                .doesNotContain("ana0", "Ruiz", mailing.credentials().get("apiKey") + "");
    }

    @Test
    void writesNothingAtTheVendor() {
        subscribe(1);
        check();
        assertThat(mailing.log().reads()).isPositive();
        assertThat(mailing.log().writes()).isZero();
    }

    @Test
    void saysWhichCredentialIsRefusedAndGoesNoFurther() throws IOException {
        Files.writeString(folder.resolve("key"), "anotherkey-us1");

        assertThat(check()).isEqualTo(1);
        JsonNode credential = finding("credential");
        assertThat(credential.path("code").asText()).isEqualTo("VENDOR_UNAUTHORIZED");
        assertThat(credential.path("fix").asText()).contains("apiKey (file:" + folder.resolve("key") + ")");
        assertThat(result().path("findings")).hasSize(1);
        assertThat(out.toString()).doesNotContain("anotherkey");
    }

    @Test
    void saysWhichStreamAPermissionIsMissingFor() throws IOException {
        mailing.faults().next(1, "GET", "/members", Fault.status(403));

        assertThat(check()).isEqualTo(1);
        assertThat(finding("credential").path("state").asText()).isEqualTo("OK");
        JsonNode stream = finding("stream customers");
        assertThat(stream.path("code").asText()).isEqualTo("VENDOR_FORBIDDEN");
        assertThat(stream.path("fix").asText()).contains("permission", "BEHAVIOUR.md");
        assertThat(finding("look-up by emails").path("state").asText()).isEqualTo("OK");
    }

    @Test
    void aLookUpThatIsNotPermittedFailsATargetAndOnlyWarnsWhoReads() throws IOException {
        mailing.faults().next(1, "GET", "/members/", Fault.status(403));
        assertThat(check()).isEqualTo(1);
        assertThat(finding("look-up by emails").path("code").asText()).isEqualTo("VENDOR_FORBIDDEN");

        gateway(mailing.baseUri() + "", "");
        mailing.faults().next(1, "GET", "/members/", Fault.status(403));
        assertThat(check()).isZero();
        assertThat(finding("look-up by emails").path("state").asText()).isEqualTo("NOTICE");
    }

    @Test
    void saysThatSomethingElseAnswers() throws IOException {
        mailing.faults()
                .next(1, new Fault.Refusal(200, Map.of("Content-Type", "text/html"), "<html>Please log in</html>"));

        assertThat(check()).isEqualTo(1);
        assertThat(finding("credential").path("code").asText()).isEqualTo("VENDOR_ANSWER_MALFORMED");
        assertThat(finding("credential").path("fix").asText()).contains("proxy", "url");
    }

    @Test
    void saysThatNobodyIsThere() throws IOException {
        gateway("http://127.0.0.1:9", "");

        assertThat(check()).isEqualTo(1);
        assertThat(finding("credential").path("code").asText()).isEqualTo("VENDOR_UNAVAILABLE");
        assertThat(finding("credential").path("fix").asText()).contains("firewall", "url");
    }

    @Test
    void tellsASystemAndASecretThatAreNotThere() throws IOException {
        Files.delete(folder.resolve("key"));
        assertThat(check()).isEqualTo(1);
        assertThat(finding("connection").path("code").asText()).isEqualTo("SECRET_MISSING");
        assertThat(finding("connection").path("message").asText()).contains("gateway.yaml:5");

        assertThat(Karat.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "check",
                        "nobody",
                        "--routes",
                        folder + "",
                        "--connectors",
                        CONNECTORS + ""))
                .isEqualTo(2);
        assertThat(err.toString()).contains(ErrorCode.SYSTEM_UNKNOWN.name(), "mailing");
    }

    @Test
    void looksIntoAFolder() throws IOException {
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("customers.csv"), "id\n1\n");
        Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  mailing: { connector: files, connection: { url: "file:%s" } }
                """.formatted(inbox));

        assertThat(check()).as(out + "" + err).isZero();
        assertThat(finding("endpoint inbox").path("message").asText()).contains("1 files are there");
    }
}
