package dev.karat.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class YamlDocumentTest {
    private static YamlDocument read(String text) {
        return YamlDocument.parse("a.yaml", text).orThrow();
    }

    private static Problem problem(String text) {
        return YamlDocument.parse("a.yaml", text).problems().get(0);
    }

    @Nested
    class WhenTheFileIsYaml {
        @Test
        void readsTheCoreSchemaOfVersion12() {
            var root = read("a: NO\nb: 0o17\nc: 0x1F\nd: 1.50\ne: yes\nf: ~\ng: true\nh: 010\n")
                    .root();
            assertThat(root.toString())
                    .isEqualTo(
                            "{\"a\":\"NO\",\"b\":15,\"c\":31,\"d\":1.50,\"e\":\"yes\",\"f\":null,\"g\":true,\"h\":10}");
        }

        @Test
        void knowsTheLineOfEveryValue() {
            var document = read("systems:\n  shop:\n    a/b: 1\n    list:\n      - x\n      - y\n");
            assertThat(document.line("/systems/shop/a~1b")).isEqualTo(3);
            assertThat(document.line("/systems/shop/list/1")).isEqualTo(6);
            assertThat(document.line("/systems/shop/missing/deeper")).isEqualTo(2);
        }

        @Test
        void readsNothingAsAnEmptyObject() {
            assertThat(read("# only a comment\n").root()).isEmpty();
        }
    }

    @Nested
    class WhenTheFileIsBroken {
        @Test
        void namesTheLineOfTheError() {
            assertThat(problem("a: 1\nb: [1, 2\nc: 3\n").line()).isEqualTo(3);
            assertThat(problem("a: 1\nb: [1, 2\nc: 3\n").code()).isEqualTo(ErrorCode.YAML_SYNTAX);
        }

        @Test
        void refusesAKeyThatIsGivenTwice() {
            assertThat(problem("a: 1\nb: 2\na: 3\n")).satisfies(problem -> {
                assertThat(problem.line()).isEqualTo(3);
                assertThat(problem.message()).contains("given twice");
            });
        }

        @Test
        void refusesABillionLaughs() {
            var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
            for (int i = 1; i < 10; i++) {
                bomb.append("a%d: &a%d [".formatted(i, i))
                        .append(("*a" + (i - 1) + ", ").repeat(9))
                        .append("*a" + (i - 1) + "]\n");
            }
            assertThat(problem(bomb.toString()).message()).contains("aliases");
        }

        @Test
        void refusesMoreValuesThanAFileNeeds() {
            assertThat(problem("- x\n".repeat(YamlNodeReader.VALUES_MAX)).message())
                    .contains("values");
        }

        @Test
        void refusesAnAnchorWithinItself() {
            assertThat(YamlDocument.parse("a.yaml", "a: &a [*a]\n").problems()).hasSize(1);
        }

        @Test
        void refusesTwoDocumentsInOneFile() {
            assertThat(YamlDocument.parse("a.yaml", "a: 1\n---\nb: 1\n").problems())
                    .hasSize(1);
        }

        @Test
        void refusesWhatIsLongerThanPeopleWrite() {
            assertThat(problem("a: " + "x".repeat(YamlDocument.LENGTH_MAX)).message())
                    .contains("longer");
        }
    }
}
