package dev.karat.camel.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private static FileOptions options(FileOptions.Format format, Charset charset) {
        return new FileOptions(format, ',', charset, "id", false, 10, 1_000, ".done", ".error");
    }

    private static List<Row> rows(byte[] file, FileOptions options) {
        var rows = new ArrayList<Row>();
        try (var reader = new RowReader(new ByteArrayInputStream(file), options)) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<Row> csv(String file) {
        return rows(file.getBytes(StandardCharsets.UTF_8), options(FileOptions.Format.CSV, StandardCharsets.UTF_8));
    }

    /** Rows in short: the record, or the code and what was received. */
    private static List<String> shown(List<Row> rows) {
        return rows.stream()
                .map(row -> row instanceof Row.Good good
                        ? good.line() + " " + good.record()
                        : row.line() + " " + ((Row.Bad) row).code() + " "
                                + new String(((Row.Bad) row).raw(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void readsQuotesLineBreaksAndAnyEndOfLine() {
        assertThat(shown(csv("id,name\r\n1,\"Weiß, \"\"Anna\"\"\"\n\n2,\"Am Markt\r\n3\"\r3,x")))
                .containsExactly(
                        "2 {\"id\":\"1\",\"name\":\"Weiß, \\\"Anna\\\"\"}",
                        "4 {\"id\":\"2\",\"name\":\"Am Markt\\n3\"}",
                        "6 {\"id\":\"3\",\"name\":\"x\"}");
    }

    @Test
    void goesOnBehindARowThatCannotBeRead() {
        assertThat(shown(csv("id,name\n1,ok\n2,\"never closed\n3,ok\n4,too,many\n5\n6,ok\n")))
                .containsExactly(
                        "2 {\"id\":\"1\",\"name\":\"ok\"}",
                        "3 RECORD_MALFORMED 2,\"never closed",
                        "4 {\"id\":\"3\",\"name\":\"ok\"}",
                        "5 RECORD_MALFORMED 4,too,many",
                        "6 RECORD_MALFORMED 5",
                        "7 {\"id\":\"6\",\"name\":\"ok\"}");
    }

    @Test
    void keepsTheBytesOfARowInAnotherCharset() {
        byte[] file = "id,name\n1,Müller\n2,Ann\n".getBytes(WINDOWS);
        List<Row> rows = rows(file, options(FileOptions.Format.CSV, StandardCharsets.UTF_8));
        assertThat(rows).hasSize(2);
        var bad = (Row.Bad) rows.get(0);
        assertThat(bad.code()).isEqualTo(ErrorCode.RECORD_ENCODING);
        assertThat(bad.raw()).isEqualTo("1,Müller".getBytes(WINDOWS));
        assertThat(rows.get(1)).isInstanceOf(Row.Good.class);
        assertThat(shown(rows(file, options(FileOptions.Format.CSV, WINDOWS))))
                .startsWith("2 {\"id\":\"1\",\"name\":\"Müller\"}");
    }

    @Test
    void takesZeroBytesForWhatACrashLeft() {
        assertThat(csv("id,name\n1,ok\n\0\0\0\0").get(1))
                .isInstanceOfSatisfying(
                        Row.Bad.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.RECORD_ENCODING));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void skipsTheMarkOfTheOrderOfBytes(String name) {
        Charset charset = Charset.forName(name);
        byte[] file = "\uFEFFid,name\r\n1,Ł\u010A\r\n2,x".getBytes(charset);
        assertThat(shown(rows(file, options(FileOptions.Format.CSV, charset))))
                .containsExactly("2 {\"id\":\"1\",\"name\":\"Ł\u010A\"}", "3 {\"id\":\"2\",\"name\":\"x\"}");
    }

    @Test
    void refusesARowThatIsTooLargeAndReadsTheNext() {
        String large = "1," + "x".repeat(2_000);
        assertThat(shown(csv("id,name\n" + large + "\n2,ok\n")))
                .containsExactly("2 RECORD_TOO_LARGE " + large, "3 {\"id\":\"2\",\"name\":\"ok\"}");
    }

    @Test
    void readsOneObjectPerLine() {
        byte[] file = "{\"id\":7,\"name\":\"Ann\"}\n{\"id\":8\n[1]\n{\"id\":9} x\n".getBytes(StandardCharsets.UTF_8);
        assertThat(shown(rows(file, options(FileOptions.Format.JSONL, StandardCharsets.UTF_8))))
                .containsExactly(
                        "1 {\"id\":7,\"name\":\"Ann\"}",
                        "2 RECORD_MALFORMED {\"id\":8",
                        "3 RECORD_MALFORMED [1]",
                        "4 RECORD_MALFORMED {\"id\":9} x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n1,2\n", "name,mail\nAnn,a@example.org\n", "id,id\n1,2\n", "id,\"name\n1,Ann\n"})
    void refusesAFileWithoutAUsableHeader(String file) {
        assertThatThrownBy(() -> csv(file)).isInstanceOfSatisfying(GatewayException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.FILE_MALFORMED);
            // Where the header is missing, its place holds a customer.
            assertThat(refused).hasMessageNotContaining("Ann");
        });
    }

    @Test
    void tellsWhatWasDeletedFromWhatIsBroken() {
        AbsenceGuard.check(100, 10, 0, 10);
        AbsenceGuard.check(100, 0, 5, 0);
        assertThatThrownBy(() -> AbsenceGuard.check(100, 11, 0, 10)).hasMessageContaining("11 of 100");
        assertThatThrownBy(() -> AbsenceGuard.check(100, 1, 1, 10)).hasMessageContaining("1 rows could not be read");
    }

    @Test
    void writesWhatItReadsAndNoFormula() {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("id", "1")
                .put("name", "=HYPERLINK(\"x\")")
                .put("phone", "+49 30 123")
                .put("note", "-1+cmd");
        record.put("street", "Am \"Markt\"\n3, Erfurt");
        byte[] file = RowWriter.write(
                List.of(record),
                List.of("id", "name", "phone", "note", "street", "email"),
                options(FileOptions.Format.CSV, StandardCharsets.UTF_8));
        assertThat(shown(rows(file, options(FileOptions.Format.CSV, StandardCharsets.UTF_8))))
                .containsExactly("2 {\"id\":\"1\",\"name\":\"'=HYPERLINK(\\\"x\\\")\",\"phone\":\"+49 30 123\","
                        + "\"note\":\"'-1+cmd\",\"street\":\"Am \\\"Markt\\\"\\n3, Erfurt\",\"email\":\"\"}");
        assertThat(RowWriter.canWrite(record, options(FileOptions.Format.CSV, StandardCharsets.US_ASCII)))
                .isTrue();
        record.put("name", "Łukasz");
        assertThat(RowWriter.canWrite(record, options(FileOptions.Format.CSV, WINDOWS)))
                .isFalse();
    }
}
