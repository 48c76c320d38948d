package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written for users and for their editors is what the gateway does. */
class DocumentsTest {
    private static final Path ROOT = Path.of("../..");

    @Test
    void everyErrorCodeIsExplained() throws IOException {
        Pattern row = Pattern.compile("^\\| `([A-Z_]+)` \\| `([A-Z]+)` \\| [^|]+ \\| ([^|]+) \\|$", Pattern.MULTILINE);
        List<String> told = row.matcher(Files.readString(ROOT.resolve("docs/errors.md")))
                .results()
                .map(DocumentsTest::line)
                .toList();

        assertThat(told)
                .isEqualTo(Arrays.stream(ErrorCode.values())
                        .map(code -> code + ", " + code.kind() + ": " + code.fix())
                        .toList());
    }

    private static String line(MatchResult row) {
        return row.group(1) + ", " + row.group(2) + ": " + row.group(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway.schema.json", "mapping.schema.json"})
    void editorsCheckAgainstTheSchemasOfThisVersion(String name) {
        assertThat(ROOT.resolve("routes/.schema").resolve(name))
                .as("run ./karat schema to write it again")
                .hasSameTextualContentAs(ROOT.resolve("gateway-core/gateway-engine/src/main/resources/schema/" + name));
    }

    /** A link from one page to another file of the project. */
    @Test
    void linksLeadSomewhere() throws IOException {
        Pattern link = Pattern.compile("]\\((?!https?:)([^)#]+)[^)]*\\)");
        try (var pages = Files.newDirectoryStream(ROOT.resolve("docs"), "*.md")) {
            for (Path page : pages) {
                assertThat(link.matcher(Files.readString(page)).results().map(found -> found.group(1)))
                        .as("links of %s", page)
                        .allSatisfy(to -> assertThat(page.resolveSibling(to)).exists());
            }
        }
    }
}
