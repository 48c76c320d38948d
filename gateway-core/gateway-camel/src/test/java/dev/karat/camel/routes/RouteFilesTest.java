package dev.karat.camel.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.routes.RouteFile.State;
import dev.karat.engine.config.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of {@code routes/}, loaded one by one and followed while they change. */
class RouteFilesTest {
    @TempDir
    Path folder;

    GatewayFixture gateway;
    RouteFiles files;

    @BeforeEach
    void open() throws IOException {
        gateway = new GatewayFixture(folder);
        files = new RouteFiles(gateway.context, Files.createDirectories(folder.resolve("routes")), gateway.clock);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private static String route(String id, String answer) {
        return """
                - route:
                    id: %s
                    from:
                      uri: direct:%s
                      steps:
                        - setBody: { constant: %s }
                """.formatted(id, id, answer);
    }

    private Path path(String name) {
        return folder.resolve("routes").resolve(name + ".camel.yaml");
    }

    private void write(String name, String... contents) throws IOException {
        Files.createDirectories(Objects.requireNonNull(path(name).getParent()));
        Files.writeString(path(name), String.join("", contents));
        files.refresh();
    }

    private RouteFile file(String name) {
        return files.all().stream()
                .filter(file -> file.name().equals(name + ".camel.yaml"))
                .findFirst()
                .orElseThrow();
    }

    private Problem problem(String name) {
        return Objects.requireNonNull(file(name).problem());
    }

    private String ask(String id) {
        return gateway.context.createProducerTemplate().requestBody("direct:" + id, "", String.class);
    }

    private boolean runs(String id) {
        return gateway.context.getRoute(id) != null
                && gateway.context.getRouteController().getRouteStatus(id) == ServiceStatus.Started;
    }

    @Nested
    class WhenFilesAreGood {
        @Test
        void theirRoutesRun() throws IOException {
            write("1-inbound/shop", route("shop", "one"), route("shop-2", "two"));
            assertThat(ask("shop")).isEqualTo("one");
            assertThat(ask("shop-2")).isEqualTo("two");
            assertThat(file("1-inbound/shop").state()).isEqualTo(State.LOADED);
            assertThat(file("1-inbound/shop").routeIds()).containsExactlyInAnyOrder("shop", "shop-2");
            assertThat(file("1-inbound/shop").problem()).isNull();
        }

        @Test
        void aChangeReplacesThem() throws IOException {
            write("shop", route("shop", "one"), route("old", "x"));
            write("shop", route("shop", "two"), route("new", "y"));
            assertThat(ask("shop")).isEqualTo("two");
            assertThat(ask("new")).isEqualTo("y");
            assertThat(gateway.context.getRoute("old")).isNull();
            assertThat(file("shop").routeIds()).containsExactlyInAnyOrder("shop", "new");
        }

        @Test
        void whatDidNotChangeIsLeftAlone() throws IOException {
            write("shop", route("shop", "one"));
            Route before = gateway.context.getRoute("shop");
            write("other", route("other", "two"));
            files.refresh();
            assertThat(gateway.context.getRoute("shop")).isSameAs(before);
        }

        @Test
        void aDeletedFileTakesItsRoutesAlong() throws IOException {
            write("shop", route("shop", "one"));
            write("other", route("other", "two"));
            Files.delete(path("shop"));
            files.refresh();
            assertThat(gateway.context.getRoute("shop")).isNull();
            assertThat(runs("other")).isTrue();
            assertThat(files.all()).hasSize(1);
        }

        @Test
        void aRenamedFileGoesOn() throws IOException {
            write("b", route("shop", "one"));
            Files.move(path("b"), path("a"));
            files.refresh();
            assertThat(ask("shop")).isEqualTo("one");
            Files.move(path("a"), path("c"));
            files.refresh();
            assertThat(ask("shop")).isEqualTo("one");
            assertThat(file("c").routeIds()).containsExactly("shop");
        }

        @Test
        void aRouteMayMoveFromOneFileToAnother() throws IOException {
            write("b", route("shop", "one"), route("other", "two"));
            Files.writeString(path("a"), route("shop", "moved"));
            write("b", route("other", "two"));
            assertThat(ask("shop")).isEqualTo("moved");
            assertThat(file("a").state()).isEqualTo(State.LOADED);
        }

        @Test
        void aFileThatHoldsTheNameOfAnotherIsAnother() throws IOException {
            write("shop", route("one", "1"));
            write("2-shop/shop", route("two", "2"));
            assertThat(file("shop").routeIds()).containsExactly("one");
            assertThat(file("2-shop/shop").routeIds()).containsExactly("two");
        }
    }

    @Nested
    class WhenAFileIsBroken {
        private static final String BESIDE = "beside";

        private Problem broken(String... content) throws IOException {
            write("0-first", route(BESIDE, "goes on"));
            write("shop", content);
            write("zoo", route("last", "goes on"));
            assertThat(ask(BESIDE)).isEqualTo("goes on");
            assertThat(ask("last")).isEqualTo("goes on");
            assertThat(file("shop").state()).isEqualTo(State.BROKEN);
            assertThat(file("shop").routeIds()).isEmpty();
            assertThat(problem("shop").file()).isEqualTo("shop.camel.yaml");
            assertThat(problem("shop").fix()).isNotEmpty();
            assertThat(gateway.context.getRoutes()).hasSize(2);
            return problem("shop");
        }

        private static String from(String uri, String... steps) {
            return """
                    - route:
                        id: shop
                        from:
                          uri: %s
                          steps:
                    """.formatted(uri) + String.join("", steps);
        }

        private static String to(String uri) {
            return "        - to: { uri: \"%s\" }\n".formatted(uri);
        }

        @Test
        void itsSyntaxIsReportedWithItsLine() throws IOException {
            Problem problem = broken("- route:\n    id: shop\n    from: [\n");
            assertThat(problem.code()).isEqualTo(ErrorCode.YAML_SYNTAX);
            assertThat(problem.line()).isBetween(3, 4);
        }

        @ParameterizedTest
        @CsvSource({
            "foo:bar, foo",
            "kamelet:nowhere, nowhere",
            "connector:write?system=nowhere, nowhere",
            "golden:fly, golden:fly",
            "golden:ingest?sistem=erp, sistem",
        })
        void anEndpointThatCannotBeIsReportedWithItsLine(String uri, String named) throws IOException {
            Problem problem = broken(from("direct:shop", to("log:shop"), to(uri)));
            assertThat(problem.line()).as(problem.toString()).isEqualTo(7);
            assertThat(problem.message()).contains(named);
        }

        @Test
        void aSourceThatCannotBeIsReportedWithItsLine() throws IOException {
            Problem problem = broken(from("golden:deliver?target=nowhere", to("log:shop")));
            assertThat(problem.line()).as(problem.toString()).isEqualTo(4);
            assertThat(problem.message()).contains("nowhere");
        }

        @Test
        void anUnknownStepIsReportedWithItsLine() throws IOException {
            Problem problem = broken(from("direct:shop", to("log:shop"), "        - fly: { uri: x }\n"));
            assertThat(problem.line()).as(problem.toString()).isEqualTo(7);
        }

        @Test
        void aSplitterBeforeIngestIsReported() throws IOException {
            Problem problem = broken(from("direct:shop", to("log:shop"), """
                            - split:
                                simple: ${body}
                                steps:
                                  - to: golden:ingest?system=erp
                    """));
            assertThat(problem.code()).isEqualTo(ErrorCode.ROUTE_SPLITS_INGEST);
            assertThat(problem.line()).isEqualTo(7);
        }

        @Test
        void aMissingIdIsReported() throws IOException {
            Problem problem =
                    broken("- route:\n    from:\n      uri: direct:shop\n      steps:\n        - to: log:x\n");
            assertThat(problem.message()).contains("no id");
            assertThat(problem.line()).isEqualTo(1);
        }

        @Test
        void whatIsNoRouteIsReported() throws IOException {
            assertThat(broken("- from:\n    uri: direct:shop\n    steps:\n      - to: log:x\n")
                            .line())
                    .isEqualTo(1);
        }

        @Test
        void anIdThatRunsFromAnotherFileIsReported() throws IOException {
            Problem problem = broken(route("good", "x"), route(BESIDE, "taken over"));
            assertThat(problem.message()).contains(BESIDE, "0-first.camel.yaml");
            assertThat(problem.line()).isEqualTo(8);
        }

        @Test
        void anIdThatIsGivenTwiceIsReported() throws IOException {
            Problem problem = broken(route("shop", "x"), route("shop", "y"));
            assertThat(problem.message()).contains("shop");
            assertThat(problem.line()).isEqualTo(8);
        }

        @Test
        void aFileThatCannotBeReadIsReported() throws IOException {
            write("shop", route("shop", "one"));
            Files.delete(path("shop"));
            Files.createDirectory(path("shop"));
            files.refresh();
            Files.delete(path("shop"));
            Files.createSymbolicLink(path("shop"), folder.resolve("nowhere"));
            write("zoo", route("last", "goes on"));
            assertThat(file("shop").state()).isEqualTo(State.LAST_GOOD);
            assertThat(problem("shop").message()).contains("cannot be read");
            assertThat(ask("last")).isEqualTo("goes on");
        }

        @Test
        void aFileOfAnotherEncodingIsReported() throws IOException {
            Files.write(path("shop"), route("shop", "J\u00fcrgen").getBytes(StandardCharsets.ISO_8859_1));
            write("zoo", route("last", "goes on"));
            assertThat(file("shop").state()).isEqualTo(State.BROKEN);
            assertThat(problem("shop").message()).contains("UTF-8");
            assertThat(ask("last")).isEqualTo("goes on");
        }
    }

    @Nested
    class WhenAChangeIsBroken {
        @ParameterizedTest
        @CsvSource({"foo:bar, foo", "kamelet:nowhere, nowhere", "golden:deliver?target=erp, erp"})
        void theLastGoodVersionGoesOn(String uri, String named) throws IOException {
            write("shop", route("shop", "one"), route("second", "two"));
            write(
                    "shop",
                    route("shop", "three"),
                    route("third", "x"),
                    route("bad", "y").replace("direct:bad", uri));
            assertThat(ask("shop")).isEqualTo("one");
            assertThat(ask("second")).isEqualTo("two");
            assertThat(gateway.context.getRoute("third")).isNull();
            assertThat(file("shop").state()).isEqualTo(State.LAST_GOOD);
            assertThat(file("shop").routeIds()).containsExactlyInAnyOrder("shop", "second");
            assertThat(problem("shop").message()).contains(named);

            write("shop", route("shop", "four"));
            assertThat(ask("shop")).isEqualTo("four");
            assertThat(file("shop").state()).isEqualTo(State.LOADED);
            assertThat(gateway.context.getRoute("second")).isNull();
        }

        @Test
        void itsIdsStayItsOwn() throws IOException {
            write("shop", route("shop", "one"));
            write("shop", "- route: [");
            write("thief", route("shop", "two"));
            assertThat(ask("shop")).isEqualTo("one");
            assertThat(file("thief").state()).isEqualTo(State.BROKEN);
        }
    }

    @Test
    void aFolderThatIsGoneStopsNothing() throws IOException {
        write("shop", route("shop", "one"));
        Files.move(folder.resolve("routes"), folder.resolve("elsewhere"));
        files.refresh();
        assertThat(ask("shop")).isEqualTo("one");
    }
}
