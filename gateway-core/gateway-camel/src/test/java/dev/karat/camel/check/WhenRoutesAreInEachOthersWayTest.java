package dev.karat.camel.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code validate} finds only in routes and targets together: each rule once in a folder that trips it, and once in
 * one like it that does not. The connectors are Karat's own.
 */
class WhenRoutesAreInEachOthersWayTest {
    private static final String GATEWAY = """
            version: 1
            systems:
              erp: { connector: files, connection: { url: "sftp://erp.local/customers", user: karat, password: env:PW } }
              copy: { connector: files, connection: { url: "sftp://erp.local/copy" } }
              shop: { connector: shopify, connection: { shop: acme, token: env:T } }
              shop2: { connector: shopify, connection: { shop: other, token: env:T2 } }
              desk: { connector: zendesk, connection: { subdomain: acme, clientId: env:I, clientSecret: env:S } }
            targets:
              shop: { mode: upsert, fields: { give: [givenName, familyName, emails] } }
              erp: { mode: update, fields: { give: [emails, phones] } }
            """;

    private static final String ROUTES = """
            - route:
                id: erp-in
                from: { uri: "kamelet:files-customer-source", parameters: { system: erp }, steps: [{ to: "golden:ingest" }] }
            - route:
                id: copy-in
                from: { uri: "kamelet:files-customer-source", parameters: { system: copy }, steps: [{ to: "golden:ingest" }] }
            - route:
                id: shop-in
                from: { uri: "kamelet:shopify-customer-source", parameters: { system: shop }, steps: [{ to: "golden:ingest" }] }
            - route:
                id: shop2-in
                from: { uri: "connector:read?system=shop2", steps: [{ to: "golden:ingest" }] }
            - route:
                id: desk-in
                from: { uri: "kamelet:zendesk-customer-source", parameters: { system: desk }, steps: [{ to: "golden:ingest" }] }
            - route:
                id: shop-out
                from: { uri: "golden:deliver?target=shop", steps: [{ to: "kamelet:shopify-customer-sink?system=shop" }] }
            - route:
                id: erp-out
                from: { uri: "golden:deliver?target=erp", steps: [{ to: "kamelet:files-customer-sink?system=erp" }] }
            """;

    @TempDir
    private Path folder;

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, content);
    }

    /** Checks a folder with one more route. */
    private Findings withRoute(String gateway, String route) throws IOException {
        write("gateway.yaml", gateway);
        write("all.camel.yaml", ROUTES + route);
        return GatewayCheck.of(folder, GatewayFixture.CONNECTORS, new Secrets(name -> "a secret"));
    }

    private Findings with(String gateway) throws IOException {
        return withRoute(gateway, "");
    }

    /** The one problem, which is in the line that holds the text. */
    private Problem only(Findings found, ErrorCode code, String line) throws IOException {
        assertThat(found.problems()).hasSize(1);
        return isAt(found.problems().get(0), code, line);
    }

    private static Problem isAt(Problem problem, ErrorCode code, String line) throws IOException {
        assertThat(problem.code()).as(problem.toString()).isEqualTo(code);
        assertThat(Files.readAllLines(Path.of(problem.file())).get(problem.line() - 1))
                .as(problem.toString())
                .contains(line);
        return problem;
    }

    private static String route(String id, String from, String steps) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: \"" + from + "\"\n      steps: " + steps + "\n";
    }

    @Test
    void aFolderInWhichNothingIsWrongIsClean() throws IOException {
        Findings found = with(GATEWAY);
        assertThat(found.problems()).isEmpty();
        assertThat(found.notices()).isEmpty();
    }

    @Nested
    class TwoWritersOfOneField {
        @Test
        void twoRoutesDeliverToOneTarget() throws IOException {
            String again = route("more", "golden:deliver?target=shop", "[{ to: \"connector:write?system=shop\" }]");
            assertThat(only(withRoute(GATEWAY, again), ErrorCode.FIELD_TWO_WRITERS, "golden:deliver?target=shop")
                            .message())
                    .contains("Route more", "route shop-out");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "golden:deliver?target=shop | shop-out | kamelet:shopify-customer-sink?system=shop2",
                    "golden:changes?subscriber=x | more | connector:write?system=shop",
                    "connector:read?system=desk | more | connector:write?system=shop",
                })
        void aRouteWritesASystemThatItDoesNotDeliver(String from, String id, String sink) throws IOException {
            String routes = ROUTES.replace("kamelet:shopify-customer-sink?system=shop", sink);
            String more = id.equals("more") ? route("more", from, "[{ to: \"" + sink + "\" }]") : "";
            write("gateway.yaml", GATEWAY);
            write("all.camel.yaml", id.equals("more") ? ROUTES + more : routes);
            Findings found = GatewayCheck.of(folder, GatewayFixture.CONNECTORS, new Secrets(name -> "a secret"));
            assertThat(found.problems()).anySatisfy(problem -> isAt(problem, ErrorCode.FIELD_TWO_WRITERS, sink));
        }

        @Test
        void aRouteThatHandsOverToTheSinkOfItsTargetIsNone() throws IOException {
            String routes = ROUTES.replace("kamelet:shopify-customer-sink?system=shop", "direct:to-shop")
                    + route("to-shop", "direct:to-shop", "[{ to: \"connector:write?system=shop\" }]");
            write("gateway.yaml", GATEWAY);
            write("all.camel.yaml", routes);
            assertThat(GatewayCheck.of(folder, GatewayFixture.CONNECTORS, new Secrets(name -> "a secret"))
                            .problems())
                    .isEmpty();
        }

        @Test
        void twoNamesOfOnePlaceAreGivenTheSameField() throws IOException {
            String twice = GATEWAY.replace("shop: other", "shop: acme")
                            .replace("token: env:T2", "clientId: x, clientSecret: env:C")
                    + "  shop2: { fields: { give: [familyName] } }\n";
            List<Problem> problems = withRoute(
                            twice,
                            route(
                                    "shop2-out",
                                    "golden:deliver?target=shop2",
                                    "[{ to: \"connector:write?system=shop2\" }]"))
                    .problems();
            assertThat(problems).anySatisfy(problem -> {
                isAt(problem, ErrorCode.FIELD_TWO_WRITERS, "shop2: { fields");
                assertThat(problem.message()).contains("familyName").doesNotContain("givenName");
            });
        }

        @Test
        void twoPlacesOfOneKindAreNone() throws IOException {
            String other = GATEWAY + "  shop2: { fields: { give: [familyName] } }\n";
            assertThat(withRoute(
                                    other,
                                    route(
                                            "shop2-out",
                                            "golden:deliver?target=shop2",
                                            "[{ to: \"connector:write?system=shop2\" }]"))
                            .problems())
                    .isEmpty();
        }

        /** Nothing is known of the fields that a file or a call holds. */
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '^',
                value = {
                    "{ to: 'https://acme.myshopify.com/admin/tags.json' }",
                    "{ to: { uri: 'sftp://erp.local/customers/out', parameters: { fileName: mine.csv } } }",
                })
        void writingByHandToATargetIsNoticed(String step) throws IOException {
            Findings found = withRoute(GATEWAY, route("tags", "golden:changes?subscriber=tags", "[" + step + "]"));
            assertThat(found.problems()).isEmpty();
            assertThat(found.notices())
                    .singleElement()
                    .satisfies(notice -> isAt(notice, ErrorCode.FIELD_TWO_WRITERS, "{ to:"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '^',
                value = {
                    "{ to: { uri: 'https://acme.myshopify.com/admin/tags.json', parameters: { httpMethod: GET } } }",
                    "{ to: 'https://elsewhere.myshopify.com/admin/tags.json' }",
                    "{ enrich: { constant: 'https://acme.myshopify.com/admin/tags.json' } }",
                    "{ to: 'sftp://erp.local/elsewhere?fileName=mine.csv' }",
                })
        void readingOrWritingElsewhereIsNone(String step) throws IOException {
            Findings found = withRoute(GATEWAY, route("tags", "golden:changes?subscriber=tags", "[" + step + "]"));
            assertThat(found.problems()).isEmpty();
            assertThat(found.notices()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"/Firma, /Firma, 1", "/Firma, /Name, 0"})
        void aMappingWritesTwoAttributesIntoOnePlace(String first, String second, int problems) throws IOException {
            write("mapping/erp.yaml", """
                    entity: customer
                    fields:
                      - { to: emails, from: /Mail, via: email }
                      - { to: name, from: %s }
                      - { to: organization, from: %s }
                    """.formatted(first, second));
            String gateway = GATEWAY.replace("give: [emails, phones]", "give: [emails, name, organization]")
                    .replace(
                            "erp: { connector: files,",
                            "erp: { connector: files, mapping: { customers: mapping/erp.yaml },");
            Findings found = with(gateway);
            assertThat(found.problems()).hasSize(problems);
            if (problems > 0) {
                assertThat(only(found, ErrorCode.FIELD_TWO_WRITERS, "erp: { mode")
                                .message())
                        .contains("[name, organization] into /Firma");
            }
        }
    }

    @Nested
    class ACycleWithoutOwnership {
        @Test
        void whatIsWrittenIsReadUnderAnotherName() throws IOException {
            String loop = GATEWAY.replace("sftp://erp.local/copy", "sftp://erp.local/customers/out");
            assertThat(only(with(loop), ErrorCode.ROUTE_CYCLE, "kamelet:files-customer-sink?system=erp")
                            .message())
                    .contains("route erp-out", "route copy-in", "as if copy said it");
        }

        @Test
        void aRouteOfOnesOwnFeedsChangesBack() throws IOException {
            String out = route("events-out", "golden:changes?subscriber=x", "[{ to: \"direct:events\" }]");
            String in = route("events-in", "direct:events", "[{ to: \"golden:ingest?system=copy\" }]");
            assertThat(only(withRoute(GATEWAY, out + in), ErrorCode.ROUTE_CYCLE, "direct:events")
                            .message())
                    .contains("route events-in", "somebody else");
        }

        @Test
        void aRouteWritesWhereAnotherSystemIsRead() throws IOException {
            String out = route(
                    "files-out", "golden:changes?subscriber=x", "[{ to: \"sftp://erp.local/copy/?fileName=a\" }]");
            only(withRoute(GATEWAY, out), ErrorCode.ROUTE_CYCLE, "sftp://erp.local/copy");
        }

        @Test
        void changesThatGoElsewhereComeBackToNobody() throws IOException {
            String out = route("events-out", "golden:changes?subscriber=x", "[{ to: \"direct:events\" }]");
            String in = route("events-in", "direct:events", "[{ to: \"log:events\" }]");
            Findings found = withRoute(GATEWAY, out + in);
            assertThat(found.problems()).isEmpty();
            assertThat(found.notices()).isEmpty();
        }

        @Test
        void routesThatHandToEachOtherAreNoticed() throws IOException {
            String there = route("there", "direct:there", "[{ to: \"direct:back\" }]");
            String back = route("back", "direct:back", "[{ to: \"direct:there\" }]");
            Findings found = withRoute(GATEWAY, there + back);
            assertThat(found.problems()).isEmpty();
            assertThat(found.notices())
                    .singleElement()
                    .satisfies(notice -> isAt(notice, ErrorCode.ROUTE_CYCLE, "direct:back"));
        }
    }

    @Nested
    class ATargetWithoutAKey {
        @Test
        void isGivenNothingThatItIsLookedUpBy() throws IOException {
            String gateway = GATEWAY.replace("give: [givenName, familyName, emails]", "give: [givenName, familyName]");
            assertThat(only(with(gateway), ErrorCode.TARGET_WITHOUT_KEY, "shop: { mode: upsert")
                            .message())
                    .contains("[emails, phones]");
        }

        @Test
        void needsNoneIfItOnlyUpdates() throws IOException {
            String gateway = GATEWAY.replace(
                    "shop: { mode: upsert, fields: { give: [givenName, familyName, emails] } }",
                    "shop: { mode: update, fields: { give: [givenName, familyName] } }");
            assertThat(with(gateway).problems()).isEmpty();
        }

        @Test
        void mayNotCreateWhereNoRecordCanBe() throws IOException {
            String gateway = GATEWAY.replace("erp: { mode: update", "erp: { mode: upsert");
            assertThat(only(with(gateway), ErrorCode.TARGET_WITHOUT_KEY, "erp: { mode: upsert")
                            .message())
                    .contains("creates no records");
        }

        private static String table(String connection) {
            String target = "  table: { mode: upsert, fields: { give: [emails] } }\n";
            String key = "url: \"jdbc:sqlite:/x.db\", table: t, keyColumn: id";
            return GATEWAY.replace(
                            "targets:\n",
                            "  table: { connector: database, connection: { " + key + connection + " } }\ntargets:\n")
                    + target;
        }

        @Test
        void isATableOfWhichNobodySaysWhereTheAddressIs() throws IOException {
            assertThat(only(with(table("")), ErrorCode.TARGET_WITHOUT_KEY, "table: { mode: upsert")
                            .message())
                    .contains("[emailColumn, numberColumn]");
            assertThat(with(table(", emailColumn: mail")).problems()).isEmpty();
        }

        private static String portal(String connection) {
            String target = "  portal: { mode: upsert, fields: { give: [givenName] } }\n";
            return GATEWAY.replace(
                            "targets:\n",
                            "  portal: { connector: webhook, connection: " + connection + " }\ntargets:\n")
                    + target;
        }

        @Test
        void needsNoneWhereACreationMayComeTwice() throws IOException {
            String posts = "{ signingSecret: env:A, url: \"https://portal.example.com\", sendSecret: env:B }";
            assertThat(with(portal(posts)).problems()).isEmpty();
        }

        @Test
        void needsAnAddressAndASecretToBePostedTo() throws IOException {
            assertThat(only(with(portal("{ signingSecret: env:A }")), ErrorCode.CONFIG_INVALID, "portal: { mode")
                            .message())
                    .contains("{url}");
            Findings unsigned = with(portal("{ signingSecret: env:A, url: \"https://portal.example.com\" }"));
            assertThat(unsigned.problems())
                    .extracting(Problem::message)
                    .anyMatch(message -> message.contains("sendSecret"));
        }
    }

    @Nested
    class AFieldThatCannotBeStored {
        @ParameterizedTest
        @CsvSource({"birthDate, 1", "organization, 0"})
        void isGivenThoughTheMappingDoesNotWriteIt(String field, int problems) throws IOException {
            Findings found = with(GATEWAY.replace("familyName, emails]", "familyName, emails, " + field + "]"));
            assertThat(found.problems()).hasSize(problems);
            if (problems > 0) {
                only(found, ErrorCode.FIELD_NOT_STORABLE, field);
            }
        }
    }

    @Nested
    class APageThatIsTakenApart {
        @Test
        void inARouteThatHandsOverToTheOneThatIngests() throws IOException {
            String first =
                    route("cut", "timer:x", "[{ split: { simple: \"${body}\", steps: [{ to: \"direct:rows\" }] } }]");
            String second = route("rows", "direct:rows", "[{ to: \"direct:last\" }]");
            String third = route("last", "direct:last", "[{ to: \"golden:ingest?system=copy\" }]");
            only(withRoute(GATEWAY, first + second + third), ErrorCode.ROUTE_SPLITS_INGEST, "split");
        }

        @Test
        void notIfWhatIsTakenApartGoesElsewhere() throws IOException {
            String first = route(
                    "cut",
                    "timer:x",
                    "[{ to: \"direct:rows\" }, { split: { simple: \"${body}\", steps: [{ to: \"direct:others\" }] } }]");
            String second = route("rows", "direct:rows", "[{ to: \"golden:ingest?system=copy\" }]");
            String third = route("others", "direct:others", "[{ to: \"log:others\" }]");
            assertThat(withRoute(GATEWAY, first + second + third).problems()).isEmpty();
        }
    }

    @Nested
    class ASecretInClear {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{ to: { uri: 'sftp://host/x', parameters: { username: me, password: s3cret } } }",
                    "{ to: 'sftp://host/x?username=me&password=RAW(s3cret)' }",
                    "{ to: 'https://me:s3cret@host/x' }",
                    "{ toD: 'https://host/x?apiKey=s3cret' }",
                    "{ setHeader: { name: Authorization, constant: 'Bearer s3cret' } }",
                    "{ setHeader: { name: X-Api-Key, expression: { constant: { expression: s3cret } } } }",
                })
        void standsInARoute(String step) throws IOException {
            Problem problem = only(
                    withRoute(GATEWAY, route("secret", "timer:x", "[" + step + "]")),
                    ErrorCode.SECRET_LITERAL,
                    "s3cret");
            assertThat(problem.toString()).doesNotContain("s3cret");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{ to: { uri: 'sftp://host/x', parameters: { username: me, password: '{{env:PW}}' } } }",
                    "{ to: 'sftp://host/x?username=me&password=RAW({{env:PW}})' }",
                    "{ to: 'https://host/x' }",
                    "{ toD: 'https://host/x?apiKey=${header.key}' }",
                    "{ setHeader: { name: Authorization, simple: 'Bearer ${header.mine}' } }",
                    "{ setHeader: { name: X-Page, constant: '7' } }",
                    "{ to: { uri: 'sftp://host/x', parameters: { privateKeyFile: /etc/key } } }",
                })
        void isNoneIfItIsAReference(String step) throws IOException {
            assertThat(withRoute(GATEWAY, route("secret", "timer:x", "[" + step + "]"))
                            .problems())
                    .isEmpty();
        }

        @Test
        void standsInTheAddressOfASystem() throws IOException {
            String gateway = GATEWAY.replace("shop: other,", "shop: other, url: \"https://me:s3cret@proxy.local\",");
            assertThat(only(with(gateway), ErrorCode.SECRET_LITERAL, "shop2:").toString())
                    .doesNotContain("s3cret");
        }
    }
}
