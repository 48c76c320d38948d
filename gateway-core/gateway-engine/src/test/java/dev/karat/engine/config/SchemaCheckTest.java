package dev.karat.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {
    private final SchemaCheck check =
            SchemaCheck.of(YamlDocument.parse("schema.yaml", """
                    type: object
                    additionalProperties: false
                    required: [id]
                    properties:
                      id: { type: string }
                      size: { type: integer, minimum: 1 }
                    """).orThrow().root(), ErrorCode.CONFIG_INVALID);

    @Test
    void showsEachMisfitAtItsLine() {
        var document =
                YamlDocument.parse("a.yaml", "id: 7\nsize: 0\ncolour: red\n").orThrow();
        assertThat(check.check(document)).extracting(Problem::line).containsExactly(1, 2, 3);
        assertThat(check.check(document).get(2).message()).contains("colour");
        assertThat(check.check(document).get(0))
                .hasToString("a.yaml:1: /id: integer found, string expected (CONFIG_INVALID)");
    }

    @Test
    void findsNothingWrongWithWhatFits() {
        var document = YamlDocument.parse("a.yaml", "id: x\n").orThrow();
        assertThat(check.check(document)).isEmpty();
    }
}
