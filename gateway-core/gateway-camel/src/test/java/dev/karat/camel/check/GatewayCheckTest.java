package dev.karat.camel.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code validate} finds in a folder of an IT team, each time one thing being wrong. */
class GatewayCheckTest {
    private static final String GATEWAY = """
            version: 1
            systems:
              shop:
                connector: shopify
                connection: { shop: acme, token: env:SHOP_TOKEN }
              feed:
                connector: readonly
                connection: { shop: feed, token: env:FEED_TOKEN }
            targets:
              shop:
                mode: upsert
                where: .kind == "person"
                fields: { give: [givenName, familyName, emails] }
            """;

    private static final String ROUTES = """
            - route:
                id: shop-in
                from:
                  uri: connector:read
                  parameters: { system: shop }
                  steps:
                    - to: golden:ingest
            - route:
                id: feed-in
                from:
                  uri: kamelet:feed-customer-source
                  parameters: { system: feed }
                  steps:
                    - to: { uri: golden:ingest }
            - route:
                id: shop-out
                from:
                  uri: golden:deliver?target=shop
                  steps:
                    - to: connector:write?system=shop
            """;

    private static final String ROUTE_FILE = "1-inbound/all.camel.yaml";

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        String shopify = Files.readString(GatewayFixture.CONNECTORS.resolve("shopify/connector.yaml"));
        String mapping = Files.readString(GatewayFixture.CONNECTORS.resolve("shopify/mapping/customer.yaml"));
        write("connectors/shopify/connector.yaml", shopify);
        write("connectors/shopify/mapping/customer.yaml", mapping);
        write(
                "connectors/readonly/connector.yaml",
                shopify.substring(0, shopify.indexOf("\nwrites:") + 1)
                        .replace("id: shopify", "id: readonly")
                        .replaceAll(", LOOKUP.*]", "]"));
        write("connectors/readonly/mapping/customer.yaml", mapping);
        write("connectors/readonly/kamelets/feed-customer-source.kamelet.yaml", "kind: Kamelet\n");
        write("routes/gateway.yaml", GATEWAY);
        write("routes/" + ROUTE_FILE, ROUTES);
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, content);
    }

    private Findings check() {
        return GatewayCheck.of(folder.resolve("routes"), folder.resolve("connectors"), new Secrets(name -> "a secret"));
    }

    private Problem only() {
        List<Problem> problems = check().problems();
        assertThat(problems).hasSize(1);
        Problem problem = problems.get(0);
        assertThat(problem.fix()).isNotEmpty();
        return problem;
    }

    private Problem only(ErrorCode code, String file, int line) {
        Problem problem = only();
        assertThat(problem.code()).as(problem.toString()).isEqualTo(code);
        assertThat(problem.file())
                .as(problem.toString())
                .isEqualTo(folder.resolve(file).toString());
        assertThat(problem.line()).as(problem.toString()).isEqualTo(line);
        return problem;
    }

    @Test
    void nothingIsWrongInAGoodFolder() {
        assertThat(check().problems()).isEmpty();
        assertThat(check().notices()).isEmpty();
    }

    @Nested
    class InThePolicy {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "version: 1 | version: 7 | CONFIG_INVALID | 1",
                    "connector: shopify | connector: [ | YAML_SYNTAX | 6",
                    "connector: shopify | connecter: shopify | CONFIG_INVALID | 3",
                    "connector: shopify | connector: nowhere | CONNECTOR_UNKNOWN | 4",
                    "token: env:SHOP_TOKEN | token: s3cret | SECRET_LITERAL | 5",
                    "shop: acme, | shop: Acme Ltd, | CONFIG_INVALID | 5",
                    "shop: acme, | shop: acme, colour: red, | CONFIG_INVALID | 5",
                    "shop: acme, | '' | CONFIG_INVALID | 5",
                    ".kind == \"person\" | .kind = = | CONFIG_INVALID | 12",
                    "familyName, emails | familyName, birthDate | FIELD_NOT_STORABLE | 13",
                    "familyName, emails | familyName, colour | CONFIG_INVALID | 13",
                })
        void isToldWithItsLine(String right, String wrong, ErrorCode code, int line) throws IOException {
            String broken = GATEWAY.replaceFirst(java.util.regex.Pattern.quote(right), wrong);
            assertThat(broken).isNotEqualTo(GATEWAY);
            write("routes/gateway.yaml", broken);
            List<Problem> problems = check().problems();
            assertThat(problems).anySatisfy(problem -> {
                assertThat(problem.code()).isEqualTo(code);
                assertThat(problem.file()).endsWith("gateway.yaml");
                assertThat(problem.line()).isEqualTo(line);
                assertThat(problem.toString()).doesNotContain("s3cret");
            });
        }

        private List<ErrorCode> codes(String right, String wrong) throws IOException {
            assertThat(GATEWAY).contains(right);
            write("routes/gateway.yaml", GATEWAY.replace(right, wrong));
            return check().problems().stream().map(Problem::code).toList();
        }

        @ParameterizedTest
        @CsvSource({
            "mirror, keep, keep, CONFIG_INVALID",
            "mirror, delete, keep, ",
            "mirror, keep, clear, ",
            "mirror, keep, deactivate, CONFIG_INVALID",
            "archive, delete, delete, ",
            "upsert, keep, delete, CONFIG_INVALID",
            "insert-only, keep, keep, ",
            "replace, keep, keep, CONFIG_INVALID",
        })
        void aModeThatWithdrawsSaysHowAndTheConnectorOffersIt(
                String mode, String onArchive, String onLeave, @Nullable ErrorCode code) throws IOException {
            assertThat(codes(
                            "mode: upsert",
                            "mode: " + mode + "\n    onArchive: " + onArchive + "\n    onLeave: " + onLeave))
                    .isEqualTo(code == null ? List.of() : List.of(code));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "give: [givenName, familyName, emails], owns: [phones, jobTitle] | ",
                    "give: [givenName, familyName, emails], owns: [emails] | FIELD_OWNERSHIP",
                    "give: [givenName, familyName, emails], never: [birthDate] | ",
                    "give: [givenName, familyName, emails], never: [emails] | FIELD_OWNERSHIP",
                    // A customer who is created is searched for by telephone, too.
                    "give: [givenName, familyName, emails], never: [phones] | FIELD_OWNERSHIP",
                    "give: [givenName, familyName, emails], never: [consents] | FIELD_OWNERSHIP",
                    "give: [givenName, familyName, emails, consents] | CONFIG_INVALID",
                })
        void aFieldHasOneOwnerAndNeverIsNever(String fields, @Nullable ErrorCode code) throws IOException {
            assertThat(codes("give: [givenName, familyName, emails]", fields))
                    .isEqualTo(code == null ? List.of() : List.of(code));
        }

        @Test
        void twoSystemsDoNotOwnOneField() throws IOException {
            write(
                    "routes/gateway.yaml",
                    GATEWAY.replace("emails] }", "emails], owns: [phones] }")
                            + "  feed: { fields: { owns: [phones, birthDate] } }\n");
            assertThat(only(ErrorCode.FIELD_OWNERSHIP, "routes/gateway.yaml", 14)
                            .message())
                    .isEqualTo("phones is owned by shop, too");
        }

        @Test
        void aSystemThatIsOnlyReadMayOwnFields() throws IOException {
            write("routes/gateway.yaml", GATEWAY + "  feed: { fields: { owns: [birthDate] } }\n");
            assertThat(check().problems()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "germans | .address.country == \"DE\" | ",
                    "germans | .address.country = = | CONFIG_INVALID",
                    "nobody | .address.country == \"DE\" | CONFIG_INVALID",
                })
        void aSegmentIsThereAndCanBeRead(String name, String expression, @Nullable ErrorCode code) throws IOException {
            assertThat(codes(
                            "targets:\n  shop:\n",
                            "segments: { germans: '" + expression + "' }\ntargets:\n  shop:\n    segment: " + name
                                    + "\n"))
                    .isEqualTo(code == null ? List.of() : List.of(code));
        }

        @Test
        void aMissingFileIsAProblem() throws IOException {
            Files.delete(folder.resolve("routes/gateway.yaml"));
            only(ErrorCode.CONFIG_INVALID, "routes/gateway.yaml", 0);
        }

        @Test
        void aTargetIsASystem() throws IOException {
            write("routes/gateway.yaml", GATEWAY + "  mailing: {}\n");
            only(ErrorCode.SYSTEM_UNKNOWN, "routes/gateway.yaml", 14);
        }

        @Test
        void aTargetThatCannotBeWrittenIsAProblem() throws IOException {
            write("routes/gateway.yaml", GATEWAY + "  feed: {}\n");
            assertThat(only(ErrorCode.CONFIG_INVALID, "routes/gateway.yaml", 14).message())
                    .contains("readonly", "does not write");
        }

        @Test
        void aSecretThatIsNotHereIsOnlyNoticed() {
            Findings found = GatewayCheck.of(
                    folder.resolve("routes"),
                    folder.resolve("connectors"),
                    new Secrets(name -> "SHOP_TOKEN".equals(name) ? null : "x"));
            assertThat(found.problems()).isEmpty();
            assertThat(found.notices()).singleElement().satisfies(notice -> {
                assertThat(notice.code()).isEqualTo(ErrorCode.SECRET_MISSING);
                assertThat(notice.line()).isEqualTo(5);
            });
        }
    }

    @Nested
    class InAConnector {
        @Test
        void aBrokenDeclarationIsToldOnce() throws IOException {
            write("connectors/shopify/connector.yaml", "id: shopify\nversion: [\n");
            assertThat(check().problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.YAML_SYNTAX);
                assertThat(problem.file()).endsWith("shopify/connector.yaml");
            });
        }

        @Test
        void oneThatNobodyUsesIsNobodysProblem() throws IOException {
            write("connectors/other/connector.yaml", "id: [\n");
            assertThat(check().problems()).isEmpty();
        }
    }

    @Nested
    class InAMappingOfTheirOwn {
        private static final String OWN = """
                entity: customer
                fields:
                  - { to: familyName, from: /surname }
                examples:
                  - name: a name
                    in: { surname: Ono }
                    canonical: { familyName: Ono }
                """;

        private void own(String stream, String mapping) throws IOException {
            write("routes/mapping/shop.yaml", mapping);
            write(
                    "routes/gateway.yaml",
                    GATEWAY.replace(
                            "    connector: shopify\n",
                            "    connector: shopify\n    mapping: { " + stream + ": mapping/shop.yaml }\n"));
        }

        @Test
        void takesThePlaceOfTheConnectors() throws IOException {
            own("customers", OWN);
            // It writes a name only, while the target is to be given more, and to create customers.
            assertThat(check().problems())
                    .extracting(Problem::code)
                    .containsExactly(
                            ErrorCode.FIELD_NOT_STORABLE, ErrorCode.FIELD_NOT_STORABLE, ErrorCode.TARGET_WITHOUT_KEY);
            assertThat(check().problems().get(0).message()).contains("it writes [familyName]");
        }

        @Test
        void isReadFromTheFolderOfTheFile() throws IOException {
            own("customers", OWN);
            Files.delete(folder.resolve("routes/mapping/shop.yaml"));
            only(ErrorCode.CONFIG_INVALID, "routes/mapping/shop.yaml", 0);
        }

        @Test
        void failsWithItsExamples() throws IOException {
            own("customers", OWN.replace("canonical: { familyName: Ono }", "canonical: { familyName: Yoko }"));
            only(ErrorCode.MAPPING_EXAMPLE_FAILED, "routes/mapping/shop.yaml", 5);
        }

        @Test
        void belongsToAStream() throws IOException {
            own("orders", OWN);
            only(ErrorCode.CONFIG_INVALID, "routes/gateway.yaml", 5);
        }

        @Test
        void holdsTheKindOfTheStream() throws IOException {
            own("customers", OWN.replace("entity: customer", "entity: order"));
            assertThat(check().problems())
                    .anySatisfy(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.MAPPING_INVALID));
        }
    }

    @Nested
    class InARouteFile {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "parameters: { system: shop } | parameters: { system: [ | YAML_SYNTAX | 7",
                    "id: shop-in | note: no id | ROUTE_INVALID | 1",
                    "to: golden:ingest | fly: golden:ingest | ROUTE_INVALID | 7",
                    "to: golden:ingest | to: { url: golden:ingest } | ROUTE_INVALID | 7",
                    "to: golden:ingest | to: golden:injest | ROUTE_INVALID | 7",
                    "to: golden:ingest | to: foo:bar | ROUTE_INVALID | 7",
                    "kamelet:feed-customer-source | kamelet:nowhere | ROUTE_INVALID | 11",
                    "parameters: { system: feed } | parameters: { system: nowhere } | SYSTEM_UNKNOWN | 11",
                    "parameters: { system: shop } | parameters: { system: nowhere } | SYSTEM_UNKNOWN | 4",
                    "parameters: { system: shop } | parameters: { stream: customers } | ROUTE_INVALID | 4",
                    "parameters: { system: shop } | parameters: { system: shop, stream: x } | ROUTE_INVALID | 4",
                    "golden:deliver?target=shop | golden:deliver?target=feed | TARGET_UNKNOWN | 18",
                    "golden:deliver?target=shop | golden:deliver | ROUTE_INVALID | 18",
                    "golden:deliver?target=shop | golden:ingest | ROUTE_INVALID | 18",
                    "write?system=shop | write?system=feed | ROUTE_INVALID | 20",
                    "id: shop-out | id: shop-in | ROUTE_INVALID | 16",
                })
        void isToldWithItsLine(String right, String wrong, ErrorCode code, int line) throws IOException {
            String broken = ROUTES.replaceFirst(
                    java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong));
            assertThat(broken).isNotEqualTo(ROUTES);
            write("routes/" + ROUTE_FILE, broken);
            only(code, "routes/" + ROUTE_FILE, line);
        }

        @Test
        void aSlipInOneOfOurAddressesIsToldWithThoseThatThereAre() throws IOException {
            write("routes/" + ROUTE_FILE, ROUTES.replaceFirst("golden:ingest", "golden:injest"));
            assertThat(only().message())
                    .isEqualTo("There is no golden:injest; there are"
                            + " [golden:changes, golden:deliver, golden:ingest]");
        }

        @Test
        void aSplitterBeforeIngestIsAProblemWhereverItStands() throws IOException {
            write("routes/" + ROUTE_FILE, ROUTES.replace("        - to: golden:ingest\n", """
                                    - choice:
                                        when:
                                          - simple: ${body}
                                            steps:
                                              - split:
                                                  simple: ${body}
                                                  steps:
                                                    - to: golden:ingest
                            """));
            only(ErrorCode.ROUTE_SPLITS_INGEST, "routes/" + ROUTE_FILE, 11);
        }

        @Test
        void aSplitterAfterIngestIsNone() throws IOException {
            write("routes/" + ROUTE_FILE, ROUTES.replace("        - to: golden:ingest\n", """
                                    - to: golden:ingest
                                    - split:
                                        simple: ${body}
                                        steps:
                                          - to: log:outcomes
                            """));
            assertThat(check().problems()).isEmpty();
        }

        @Test
        void twoFilesDoNotShareAnId() throws IOException {
            write("routes/2-hub/more.camel.yaml", ROUTES.substring(0, ROUTES.indexOf("- route:", 5)));
            assertThat(only(ErrorCode.ROUTE_INVALID, "routes/2-hub/more.camel.yaml", 2)
                            .message())
                    .contains("shop-in", ROUTE_FILE);
        }

        @Test
        void anotherEncodingIsAProblem() throws IOException {
            Files.write(
                    folder.resolve("routes/" + ROUTE_FILE),
                    ("# J\u00fcrgen\n" + ROUTES).getBytes(StandardCharsets.ISO_8859_1));
            only(ErrorCode.YAML_SYNTAX, "routes/" + ROUTE_FILE, 0);
        }

        @Test
        void whatNoRouteDoesIsNoticed() throws IOException {
            write("routes/" + ROUTE_FILE, ROUTES.substring(0, ROUTES.indexOf("- route:", 5)));
            assertThat(check().problems()).isEmpty();
            assertThat(check().notices())
                    .extracting(Problem::line, Problem::message)
                    .containsExactly(
                            org.assertj.core.api.Assertions.tuple(6, "No route reads feed"),
                            org.assertj.core.api.Assertions.tuple(10, "No route delivers to shop"));
        }

        @Test
        void isCheckedThoughThePolicyIsBroken() throws IOException {
            write("routes/gateway.yaml", "version: [");
            write("routes/" + ROUTE_FILE, ROUTES.replace("id: shop-in", "note: x"));
            assertThat(check().problems()).hasSize(2);
        }
    }

    @Nested
    class Subscribers {
        private void subscribers(String... lines) throws IOException {
            write("routes/gateway.yaml", GATEWAY + "subscribers:\n" + String.join("\n", lines) + "\n");
        }

        @Test
        void thatAreCalledOrReadByARouteAreFine() throws IOException {
            subscribers(
                    "  crm: { url: https://crm.example.test/hook, secrets: [env:CRM], types: [consent.changed] }",
                    "  queue: { where: .kind == \"person\" }");
            write("routes/queue.camel.yaml", """
                    - route:
                        id: queue
                        from:
                          uri: golden:changes?subscriber=queue
                          steps:
                            - to: log:queue
                    """);
            assertThat(check().problems()).isEmpty();
            assertThat(check().notices()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "SECRET_LITERAL | { url: https://crm.example.test/, secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw] }",
                    "CONFIG_INVALID | { url: https://crm.example.test/ }",
                    "CONFIG_INVALID | { url: ftp://crm.example.test/, secrets: [env:CRM] }",
                    "CONFIG_INVALID | { types: [customer.deleted] }",
                    "CONFIG_INVALID | { where: .kind == }",
                    "CONFIG_INVALID | { timeout: 1h }"
                })
        void areReportedWithTheirLine(ErrorCode code, String settings) throws IOException {
            subscribers("  crm: " + settings);
            Problem problem = only(code, "routes/gateway.yaml", 15);
            assertThat(problem.toString()).doesNotContain("whsec_M");
        }

        @Test
        void areToldByOneWayOnly() throws IOException {
            subscribers("  crm: { url: https://crm.example.test/, secrets: [env:CRM] }", "  queue: {}");
            write("routes/crm.camel.yaml", """
                    - route:
                        id: crm
                        from:
                          uri: golden:changes
                          parameters: { subscriber: crm }
                          steps:
                            - to: log:crm
                    """);
            only(ErrorCode.ROUTE_INVALID, "routes/crm.camel.yaml", 4);
            write("routes/crm.camel.yaml", "[]\n");
            assertThat(check().notices()).extracting(Problem::message).containsExactly("Nobody tells queue");
        }
    }
}
