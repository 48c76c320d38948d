package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.database.DatabaseConnector;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.connectors.TestTables.Engine;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.testkit.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of real databases, read and written. */
class DatabaseConnectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ConnectorFolder FOLDER =
            ConnectorFolder.load(VendorsOnDisk.ROOT.resolve("database")).orThrow();

    private static final String MORNING = "2026-05-04 08:00:00";
    private static final String NOON = "2026-05-04 12:00:00";

    @TempDir
    private Path folder;

    private final List<DatabaseConnector> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(DatabaseConnector::close);
    }

    /** With that many customers, who changed in the morning. */
    private TestTables tables(Engine engine, int customers) {
        TestTables tables = TestTables.create(engine, folder);
        tables.enter(1, customers, MORNING);
        return tables;
    }

    private static List<Problem> problems(Map<String, Object> settings) {
        var given = YamlDocument.parse("test", JSON.valueToTree(settings).toString())
                .orThrow();
        return Connection.check(FOLDER.spec().connection(), given, "");
    }

    private DatabaseConnector connect(Map<String, Object> settings) {
        assertThat(problems(settings)).isEmpty();
        return open(settings);
    }

    /** Whatever the settings are. */
    private DatabaseConnector open(Map<String, Object> settings) {
        var connection = Connection.of(
                FOLDER.spec().connection(), JSON.valueToTree(settings), new Secrets(name -> "hush-hush-canary"));
        var context = new MappingContext("DE", ZoneId.of("Europe/Berlin"), MappingContext.Blank.UNKNOWN);
        var connector = new DatabaseConnector("erp", FOLDER, connection, context, TestClock.at("2026-05-05T00:00:00Z"));
        opened.add(connector);
        return connector;
    }

    private static java.util.function.Consumer<Throwable> has(ErrorCode code) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        ours -> assertThat(ours.code()).as(ours.getMessage()).isEqualTo(code));
    }

    private record Run(List<String> ids, String cursor, int pages) {}

    private static Run readToEnd(DatabaseConnector erp, @Nullable String from) {
        var ids = new ArrayList<String>();
        String cursor = from;
        int pages = 0;
        Page page;
        do {
            page = erp.read("customers", cursor);
            page.records()
                    .forEach(row -> ids.add(
                            String.valueOf(erp.facts("customers").of(row).id())));
            cursor = page.nextCursor();
            pages++;
        } while (!page.endOfStream() && pages < 100);
        return new Run(ids, cursor, pages);
    }

    private static String[] numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource
    void readsAllRowsOnceAndThenWhatChanged(Engine engine) {
        TestTables tables = tables(engine, 8);
        tables.enter(9, 9, NOON);
        var erp = connect(tables.settings("changedColumn", "changed_at", "pageRows", 3, "overlap", "1m"));
        Run first = readToEnd(erp, null);
        assertThat(first.ids()).containsExactly(numbers(1, 9));
        assertThat(first.pages()).isGreaterThan(2);

        tables.run("update customers set last_name = 'Costa', changed_at = '2026-05-04 13:00:00' where id = 4");
        tables.enter(10, 10, "2026-05-04 13:00:00");
        Run second = readToEnd(erp, first.cursor());
        assertThat(second.ids()).as("and what lies within the overlap").containsExactly("9", "4", "10");
        assertThat(readToEnd(erp, second.cursor()).ids()).containsExactly("4", "10");
    }

    @ParameterizedTest
    @EnumSource
    void missesNoneOfManyRowsThatChangeInOneSecond(Engine engine) {
        TestTables tables = tables(engine, 9);
        var erp = connect(tables.settings("changedColumn", "changed_at", "pageRows", 2));
        Run first = readToEnd(erp, null);
        tables.run("update customers set changed_at = '" + NOON + "' where id > 2");
        Run second = readToEnd(erp, first.cursor());
        assertThat(second.ids()).containsExactly(numbers(1, 9));

        tables.run("update customers set last_name = 'Costa', changed_at = '" + NOON + "' where id < 3");
        assertThat(readToEnd(erp, second.cursor()).ids())
                .as("in the second up to which was read")
                .contains("1", "2");
    }

    @ParameterizedTest
    @EnumSource
    void readsByARisingNumber(Engine engine) {
        TestTables tables = tables(engine, 6);
        var erp = connect(tables.settings("sequenceColumn", "seq", "sequenceOverlap", 1, "pageRows", 2));
        Run first = readToEnd(erp, null);
        tables.run("update customers set seq = 7 where id = 2");
        assertThat(readToEnd(erp, first.cursor()).ids()).containsExactly("5", "6", "2");
    }

    @Test
    void seesAChangeThatIsCommittedLate() throws SQLException {
        TestTables tables = tables(Engine.POSTGRESQL, 2);
        var erp = connect(tables.settings("changedColumn", "changed_at", "overlap", "1m"));
        String cursor = readToEnd(erp, null).cursor();
        try (var slow = tables.open();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("update customers set changed_at = '2026-05-04 11:59:30' where id = 1");
            tables.run("update customers set changed_at = '" + NOON + "' where id = 2");
            Run between = readToEnd(erp, cursor);
            assertThat(between.ids()).contains("2");
            slow.commit();
            assertThat(readToEnd(erp, between.cursor()).ids()).containsExactly("1", "2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNotMisledByATimeInTheFuture(Engine engine) {
        TestTables tables = TestTables.create(engine, folder);
        tables.enter(1, 1, "9999-12-31 00:00:00");
        var erp = connect(tables.settings("changedColumn", "changed_at", "overlap", "1m", "zone", "UTC"));
        String cursor = readToEnd(erp, null).cursor();
        String now = engine == Engine.SQLITE ? "datetime('now')" : "now() at time zone 'UTC'";
        tables.run("insert into customers (id, changed_at) values (2, " + now + ")");
        assertThat(readToEnd(erp, cursor).ids()).contains("2");
    }

    @ParameterizedTest
    @EnumSource
    void readsAllRowsAgainWhereNothingTellsWhatChanged(Engine engine) {
        TestTables tables = tables(engine, 3);
        var seldom = connect(tables.settings());
        Run first = readToEnd(seldom, null);
        assertThat(readToEnd(seldom, first.cursor()).ids()).as("not yet").isEmpty();
        var often = connect(tables.settings("fullEvery", "0s"));
        assertThat(readToEnd(often, first.cursor()).ids()).containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhichRowsWereDeleted(Engine engine) {
        TestTables tables = tables(engine, 2);
        tables.run("update customers set deleted = " + (engine == Engine.SQLITE ? "1" : "true") + " where id = 2");
        var flagged = connect(tables.settings("deletedColumn", "deleted"));
        assertThat(flagged.read("customers", null).records())
                .extracting(row -> flagged.facts("customers").of(row).deleted())
                .containsExactly(false, true);
        tables.run("update customers set region = '2026-05-04T10:00:00' where id = 1");
        var timed = connect(tables.settings("deletedColumn", "region", "deletedValues", "*"));
        assertThat(timed.read("customers", null).records())
                .extracting(row -> timed.facts("customers").of(row).deleted())
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhichOfTheKnownRowsAreGone(Engine engine) {
        TestTables tables = tables(engine, 3);
        var erp = connect(tables.settings("snapshot", true));
        var absence = Objects.requireNonNull(erp.absence("customers"));
        assertThat(absence.missing(List.of("1", "2", "3", "4", "no-number")))
                .containsExactlyInAnyOrder("4", "no-number");
        assertThat(connect(tables.settings()).absence("customers")).isNull();
    }

    @Test
    void showsEveryTypeInOneForm() {
        TestTables tables = TestTables.create(Engine.POSTGRESQL, folder);
        tables.run(
                "create table kinds (id uuid primary key, price numeric(10,2), amount numeric, big bigint, yes boolean,"
                        + " born date, local timestamp, exact timestamptz, bytes bytea, words text[], data jsonb)",
                "insert into kinds values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 12.50, 1200, 9007199254740993, true,"
                        + " '1978-12-11', '2026-07-04 13:05:06.5', '2026-07-04 13:05:06+02', '\\x0102', '{a,b}',"
                        + " '{\"a\": 1}')",
                "insert into kinds (id) values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12')");
        var erp = connect(tables.settings("table", "kinds", "changedColumn", "exact", "pageRows", 1));
        JsonNode row = erp.read("customers", null).records().get(0);
        assertThat(row.toString())
                .isEqualTo("{\"id\":\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\",\"price\":\"12.50\",\"amount\":1200,"
                        + "\"big\":9007199254740993,\"yes\":true,\"born\":\"1978-12-11\","
                        + "\"local\":\"2026-07-04T11:05:06.500Z\",\"exact\":\"2026-07-04T11:05:06Z\","
                        + "\"bytes\":\"AQI=\",\"words\":\"{a,b}\",\"data\":\"{\\\"a\\\": 1}\"}");
        Run first = readToEnd(erp, null);
        assertThat(first.ids()).hasSize(2);
        assertThat(readToEnd(erp, first.cursor()).ids())
                .as("the one with a time")
                .hasSize(1);
    }

    @Test
    void readsOnPastWhatIsNoNumberAndNoTime() {
        TestTables tables = TestTables.create(Engine.POSTGRESQL, folder);
        tables.run(
                "create table odd (id integer primary key, amount numeric, share float, bits bit(3), at timestamp)",
                "insert into odd values (1, 'NaN', 'NaN', B'101', '-infinity'), (2, 7, 0.5, B'000', 'infinity')");
        var erp = connect(tables.settings("table", "odd", "changedColumn", "at", "pageRows", 1));
        JsonNode row = erp.read("customers", null).records().get(0);
        assertThat(row.path("amount").asText()).isEqualTo("NaN");
        assertThat(row.path("share").asText()).isEqualTo("NaN");
        assertThat(row.path("bits").asText()).isEqualTo("101");
        assertThat(erp.facts("customers").of(row).modifiedAt()).isNull();
        Run first = readToEnd(erp, null);
        assertThat(first.ids()).containsExactly("1", "2");
        assertThat(readToEnd(erp, first.cursor()).ids()).containsExactly("2");
    }

    @Test
    void saysThatAViewCannotBeWritten() {
        TestTables tables = TestTables.create(Engine.POSTGRESQL, folder);
        tables.run("create view people as select distinct id, first_name, last_name, email from customers");
        var erp = connect(tables.settings("table", "people", "emailColumn", "email"));
        assertThatThrownBy(() -> erp.write("customer", upsert(null, ana("Silva", "ana@example.org"))))
                .satisfies(has(ErrorCode.CONFIG_INVALID))
                .hasMessageContaining("people");
    }

    @ParameterizedTest
    @EnumSource
    void readsAQueryWithAKeyOfSeveralColumns(Engine engine) {
        TestTables tables = TestTables.create(engine, folder);
        tables.run("create table debtors (client integer, no text, name text, primary key (client, no))");
        tables.run("insert into debtors values (1, 'A/1', 'Weiß'), (1, 'B', 'Groß'), (2, 'A/1', 'Klein')");
        Map<String, Object> settings = tables.settings("keyColumn", "client,no", "pageRows", 1, "snapshot", true);
        settings.remove("table");
        settings.put("select", "select client, no, name as last_name from debtors where name <> 'Klein' or client = 2");
        var erp = connect(settings);
        assertThat(readToEnd(erp, null).ids()).containsExactly("1/A%2F1", "1/B", "2/A%2F1");
        assertThat(erp.record("customers", "2/A%2F1")
                        .orElseThrow()
                        .path("last_name")
                        .asText())
                .isEqualTo("Klein");
        var absence = Objects.requireNonNull(erp.absence("customers"));
        assertThat(absence.missing(List.of("1/B", "2/B"))).containsExactly("2/B");
    }

    private static Map<String, Object> writing(TestTables tables) {
        return tables.settings(
                "emailColumn", "email", "versionColumn", "version", "changedColumn", "changed_at", "touch", true);
    }

    @ParameterizedTest
    @EnumSource
    void createsARowAndFindsItTheNextTime(Engine engine) {
        TestTables tables = TestTables.create(engine, folder);
        var erp = connect(writing(tables));
        WriteOutcome.Applied created =
                (WriteOutcome.Applied) erp.write("customer", upsert(null, ana("Silva", "Ana@example.org")));
        assertThat(created.created()).isTrue();
        assertThat(Objects.requireNonNull(created.readBack()).path("last_name").asText())
                .isEqualTo("Silva");
        WriteOutcome.Applied again =
                (WriteOutcome.Applied) erp.write("customer", upsert(null, ana("Costa", "ana@example.org")));
        assertThat(again.created()).isFalse();
        assertThat(again.externalId()).isEqualTo(created.externalId());
        assertThat(tables.value("select count(*) from customers")).isEqualTo("1");
        assertThat(tables.value("select last_name from customers")).isEqualTo("Costa");
        assertThat(tables.value("select changed_at from customers")).startsWith("20");
    }

    /** SQLite has one writer at a time, so that nobody comes in between there. */
    @Test
    void takesOnWhomSomebodyElseInsertsWhileHeIsCreated() throws SQLException {
        TestTables tables = TestTables.create(Engine.POSTGRESQL, folder);
        var erp = connect(writing(tables));
        try (java.sql.Connection staff = tables.open();
                Statement statement = staff.createStatement()) {
            staff.setAutoCommit(false);
            statement.execute("insert into customers (first_name, last_name, email)"
                    + " values ('Ana', 'Souza', 'ana@example.org')");
            CompletableFuture<WriteOutcome> written = CompletableFuture.supplyAsync(
                    () -> erp.write("customer", upsert(null, ana("Costa", "ana@example.org"))));
            await().until(() -> tables.value("select count(*) from pg_stat_activity"
                            + " where datname = current_database() and wait_event_type = 'Lock'")
                    .equals("1"));
            staff.commit();
            assertThat(((WriteOutcome.Applied) written.join()).created()).isFalse();
        }
        assertThat(tables.value("select count(*) from customers")).isEqualTo("1");
        assertThat(tables.value("select last_name from customers")).isEqualTo("Costa");
    }

    @ParameterizedTest
    @EnumSource
    void leavesARowAloneThatSaysSoAlready(Engine engine) {
        TestTables tables = tables(engine, 1);
        var erp = connect(writing(tables));
        assertThat(erp.write("customer", upsert("1", ana("Silva", "ana1@example.org"))))
                .isInstanceOf(WriteOutcome.Applied.class);
        assertThat(tables.value("select version from customers")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource
    void refusesToWriteOverAChangeThatItHasNotSeen(Engine engine) {
        TestTables tables = tables(engine, 1);
        var erp = connect(writing(tables));
        CustomerData costa = ana("Costa", "ana1@example.org");
        Found seen = erp.lookup("customer", upsert("1", costa)).orElseThrow();
        tables.run("update customers set last_name = 'Souza', version = version + 1 where id = 1");
        assertThat(erp.write("customer", with(upsert("1", costa), seen.token())))
                .isEqualTo(new WriteOutcome.Retryable("item", ErrorCode.VENDOR_STALE, null));
        assertThat(tables.value("select last_name from customers")).isEqualTo("Souza");

        Found now = erp.lookup("customer", upsert("1", costa)).orElseThrow();
        WriteOutcome.Applied written =
                (WriteOutcome.Applied) erp.write("customer", with(upsert("1", costa), now.token()));
        assertThat(written.token()).isEqualTo("3");
        assertThat(tables.value("select last_name from customers")).isEqualTo("Costa");
    }

    private static WriteItem with(WriteItem item, @Nullable String token) {
        return new WriteItem(
                item.itemId(), item.operation(), item.externalId(), item.data(), item.give(), item.mayCreate(), token);
    }

    @ParameterizedTest
    @EnumSource
    void saysWhichCustomersOfAPageWereRefused(Engine engine) {
        TestTables tables = tables(engine, 2);
        tables.run("create table narrow (id integer primary key, last_name varchar(5) check (length(last_name) < 6))");
        var erp = connect(writing(tables));
        List<WriteOutcome> outcomes = erp.write(
                "customer",
                List.of(
                        upsert("1", ana("Costa", "ana2@example.org")),
                        upsert("2", ana("Costa", "ana2@example.org")),
                        upsert("99", ana("Costa", "other@example.org"))),
                false);
        assertThat(outcomes.get(0)).isInstanceOfSatisfying(WriteOutcome.Rejected.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT);
            assertThat(refused.message()).doesNotContain("ana2");
        });
        assertThat(outcomes.get(1)).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(outcomes.get(2))
                .isInstanceOfSatisfying(
                        WriteOutcome.Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.VENDOR_NOT_FOUND));

        Map<String, Object> short_ = tables.settings("table", "narrow");
        CustomerData data = CustomerData.builder()
                .text(Attribute.FAMILY_NAME, "Nebukadnezar")
                .build();
        tables.run("insert into narrow values (1, 'Silva')");
        assertThat(connect(short_).write("customer", upsert("1", data)))
                .isInstanceOfSatisfying(WriteOutcome.Rejected.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.VENDOR_REFUSED);
                    assertThat(refused.message()).doesNotContain("Nebukadnezar");
                });
    }

    @ParameterizedTest
    @EnumSource
    void takesNoRowOfAnotherCustomerAndNoneOfTwo(Engine engine) {
        TestTables tables = TestTables.create(engine, folder);
        tables.run(
                "create table loose (id integer primary key, first_name text, last_name text, email text)",
                "insert into loose values (1, 'Ana', 'Silva', 'ANA@example.org'), (2, 'Eva', 'Lima', 'eva@example.org'),"
                        + " (3, 'Eva', 'Lima', 'Eva@example.org')");
        var erp = connect(tables.settings("table", "loose", "emailColumn", "email"));
        WriteItem ana = upsert(null, ana("Costa", "ana@example.org"));
        var others = new WriteItem(
                "item",
                Operation.UPSERT,
                null,
                ana.data(),
                ana.give(),
                true,
                null,
                present -> true,
                id -> !id.equals("1"),
                "g1");
        assertThat(Stream.of(others, upsert(null, ana("Lima", "eva@example.org")))
                        .map(one -> erp.write("customer", one)))
                .allSatisfy(outcome ->
                        assertThat(((WriteOutcome.Rejected) outcome).code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
        assertThat(tables.value("select last_name from loose where id = 1")).isEqualTo("Silva");
    }

    @ParameterizedTest
    @EnumSource
    void insertsNothingThatItCouldNotFindAgain(Engine engine) {
        TestTables tables = TestTables.create(engine, folder);
        assertThat(connect(tables.settings()).write("customer", upsert(null, ana("Silva", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        WriteOutcome.Rejected.class,
                        refused -> assertThat(refused.message()).contains("emailColumn"));
        assertThat(tables.value("select count(*) from customers")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void withdrawsOnlyWhereTheConnectionSaysSo(Engine engine) {
        TestTables tables = tables(engine, 2);
        CustomerData none = CustomerData.empty();
        var closed = connect(tables.settings("deletedColumn", "deleted"));
        for (Operation operation : List.of(Operation.DELETE, Operation.DEACTIVATE)) {
            assertThat(closed.write("customer", item(operation, "1", none))).isInstanceOf(WriteOutcome.Rejected.class);
        }
        var open = connect(tables.settings("deletedColumn", "deleted", "deactivateWith", "1", "deletes", true));
        assertThat(open.write("customer", item(Operation.DEACTIVATE, "1", none)))
                .isInstanceOfSatisfying(
                        WriteOutcome.Applied.class,
                        applied -> assertThat(open.facts("customers")
                                        .of(Objects.requireNonNull(applied.readBack()))
                                        .deleted())
                                .isTrue());
        assertThat(open.write("customer", item(Operation.DELETE, "2", none))).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(open.write("customer", item(Operation.DELETE, "2", none)))
                .as("what is gone is withdrawn")
                .isInstanceOf(WriteOutcome.Applied.class);
        assertThat(tables.value("select count(*) from customers")).isEqualTo("1");
    }

    @Test
    void createsOnceAlsoWhenTheAnswerToTheCommitIsLost() throws IOException {
        TestTables tables = TestTables.create(Engine.POSTGRESQL, folder);
        try (var proxy = new BreakingProxy(TestTables.port())) {
            Map<String, Object> settings = writing(tables);
            settings.put("url", tables.through(proxy));
            var erp = connect(settings);
            proxy.loseTheAnswerOfTheNextCommit();
            WriteItem ana = upsert(null, ana("Silva", "ana@example.org"));
            assertThat(erp.write("customer", ana))
                    .isEqualTo(new WriteOutcome.Unknown("item", ErrorCode.VENDOR_UNAVAILABLE));
            assertThat(erp.lookup("customer", ana)).isPresent();
            assertThat(erp.write("customer", ana))
                    .isInstanceOfSatisfying(
                            WriteOutcome.Applied.class,
                            applied -> assertThat(applied.created()).isFalse());
            assertThat(tables.value("select count(*) from customers")).isEqualTo("1");
        }
    }

    @Test
    void goesOnAfterTheConnectionBrokeInTheMiddleOfAPage() throws IOException {
        TestTables tables = TestTables.create(Engine.POSTGRESQL, folder);
        tables.run("insert into customers (id, last_name, street, changed_at) select n, 'Silva', repeat('x', 200), '"
                + MORNING + "' from generate_series(1, 1000) n");
        try (var proxy = new BreakingProxy(TestTables.port())) {
            var erp = connect(tables.settings("url", tables.through(proxy), "pageRows", 400));
            Page first = erp.read("customers", null);
            proxy.breakAfter(60_000);
            assertThatThrownBy(() -> erp.read("customers", first.nextCursor()))
                    .satisfies(has(ErrorCode.VENDOR_UNAVAILABLE));
            assertThat(readToEnd(erp, first.nextCursor()).ids()).containsExactly(numbers(401, 1000));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "customers; drop table customers",
                "customers\" where 1=1 --",
                "customers'",
                "pg_catalog.pg_user",
                "(select 1)",
                "customers[0]",
                "customers`"
            })
    void takesNothingButNamesForNames(String name) {
        TestTables tables = TestTables.create(Engine.SQLITE, folder);
        for (String setting : List.of(
                "table",
                "schema",
                "writeTable",
                "keyColumn",
                "changedColumn",
                "sequenceColumn",
                "deletedColumn",
                "versionColumn",
                "emailColumn",
                "numberColumn")) {
            Map<String, Object> settings = tables.settings(setting, name);
            assertThat(problems(settings)).as(setting).isNotEmpty();
            // A value may come from the environment, of which the file says nothing.
            assertThatThrownBy(() -> {
                        var erp = open(settings);
                        erp.read("customers", null);
                        erp.write("customer", upsert("1", ana("Silva", "ana@example.org")));
                        erp.lookup("customer", upsert(null, ana("Silva", "ana@example.org")));
                    })
                    .as(setting)
                    .satisfies(has(ErrorCode.CONFIG_INVALID));
        }
        assertThat(tables.value("select count(*) from customers")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void bindsWhateverACustomerIsCalled(Engine engine) {
        TestTables tables = TestTables.create(engine, folder);
        var erp = connect(writing(tables));
        String name = "Robert'); drop table customers; --\"?{ts}";
        assertThat(erp.write("customer", upsert(null, ana(name, "o'hara@example.org"))))
                .isInstanceOf(WriteOutcome.Applied.class);
        assertThat(tables.value("select last_name from customers where email = 'o''hara@example.org'"))
                .isEqualTo(name);
        assertThat(erp.lookup("customer", upsert(null, ana(name, "o'hara@example.org"))))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host/erp?user=karat&password=secret",
                "jdbc:mysql://karat:secret@host/erp",
                "jdbc:sqlserver://host;databaseName=erp;Password = secret",
                "jdbc:oracle:thin:karat/secret@//host/erp",
                "https://host/erp"
            })
    void takesNoAddressWithAPasswordInIt(String url) {
        Map<String, Object> settings = Map.of("url", url, "table", "customers", "keyColumn", "id");
        assertThat(problems(settings)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host:5432/erp?sslmode=verify-full",
                "jdbc:sqlite:/var/lib/erp.db",
                "jdbc:mysql://host/erp",
                "jdbc:sqlserver://host;databaseName=erp",
                "jdbc:oracle:thin:@//host:1521/erp"
            })
    void takesTheAddressesOfTheUsualDrivers(String url) {
        Map<String, Object> settings = Map.of("url", url, "table", "customers", "keyColumn", "id");
        assertThat(problems(settings)).isEmpty();
    }

    @Test
    void saysWhatIsWrongAndKeepsThePasswordToItself() {
        TestTables tables = TestTables.create(Engine.POSTGRESQL, folder);
        tables.run(
                "do $$ begin create role only_reads login; exception when duplicate_object then null; end $$",
                "grant select on customers to only_reads");
        tables.enter(1, 1, MORNING);
        PrintStream usual = System.err;
        var log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            said(tables.settings("user", "nobody", "password", "env:ERP"), ErrorCode.VENDOR_UNAUTHORIZED);
            said(
                    tables.settings("url", "jdbc:postgresql://127.0.0.1:1/erp", "password", "env:ERP"),
                    ErrorCode.VENDOR_UNAVAILABLE);
            said(tables.settings("table", "custumers", "password", "env:ERP"), ErrorCode.CONFIG_INVALID);
            said(tables.settings("changedColumn", "changed", "password", "env:ERP"), ErrorCode.CONFIG_INVALID);
            said(tables.settings("url", "jdbc:mysql://127.0.0.1/erp", "password", "env:ERP"), ErrorCode.CONFIG_INVALID);
            var erp = connect(tables.settings("user", "only_reads", "password", "env:ERP"));
            assertThat(readToEnd(erp, null).ids()).containsExactly("1");
            assertThatThrownBy(() -> erp.write("customer", upsert("1", ana("Costa", "x@example.org"))))
                    .satisfies(has(ErrorCode.VENDOR_FORBIDDEN));
        } finally {
            System.setErr(usual);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("hush-hush-canary");
    }

    private void said(Map<String, Object> settings, ErrorCode code) {
        assertThatThrownBy(() -> connect(settings).read("customers", null))
                .isInstanceOfSatisfying(GatewayException.class, failed -> {
                    assertThat(failed.code()).as(failed.getMessage()).isEqualTo(code);
                    assertThat(failed).hasMessageNotContaining("hush-hush-canary");
                });
    }

    @Test
    void makesNoDatabaseByLookingForOne() {
        said(
                Map.of("url", "jdbc:sqlite:" + folder.resolve("typo.db"), "table", "customers", "keyColumn", "id"),
                ErrorCode.CONFIG_INVALID);
        assertThat(folder.resolve("typo.db")).doesNotExist();
    }

    @Test
    void takesTheDriverThatTheOperatorNames() throws Exception {
        TestTables tables = tables(Engine.POSTGRESQL, 1);
        Path jar = Path.of(org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(readToEnd(connect(tables.settings("driver", jar.toString())), null)
                        .ids())
                .containsExactly("1");
        assertThatThrownBy(() -> connect(tables.settings(
                                "driver", folder.resolve("none.jar").toString()))
                        .check())
                .hasMessageContaining("none.jar");
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheTimeOfTheDatabase(Engine engine) {
        TestTables tables = TestTables.create(engine, folder);
        var erp = connect(tables.settings());
        assertThat(erp.check().clockSkew())
                .as("the clock of the test stands still")
                .isPositive();
        assertThat(erp.sample("customers", 5).total()).isZero();
    }
}
