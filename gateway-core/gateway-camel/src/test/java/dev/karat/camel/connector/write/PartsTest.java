package dev.karat.camel.connector.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.spec.WriteSpecs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An address and an address of mail that a vendor keeps in rows of their own. */
class PartsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final WriteSpec SPEC = WriteSpecs.of("""
            {"stream": "customers", "parts": [
              {"at": "/address", "into": "/addresses", "rows": "/addresses",
               "create": ["create", ["{part|json}"]], "change": ["write", ["{partId|number}"], "{part|json}"],
               "remove": ["delete", ["{partId|number}"]]},
              {"at": "/email", "into": "/means", "rows": "/means", "where": {"at": "/type", "equals": ["email"]},
               "fresh": {"type": "email"},
               "create": ["create", ["{part|json}"]], "change": ["write", ["{partId|number}"], "{part|json}"]},
              {"at": "/line", "into": "/lines", "rows": "/lines", "fresh": {"main": 1}, "whole": true}]}
            """);

    private static String commanded(String record, @Nullable String present) throws JsonProcessingException {
        var parts = new Parts(SPEC.parts());
        ObjectNode node = (ObjectNode) JSON.readTree(record);
        JsonNode there = present == null ? null : JSON.readTree(present);
        parts.command(node, there);
        return node.toString();
    }

    @Test
    void makesRowsOfANewRecordAndNoneOfWhatIsEmpty() throws JsonProcessingException {
        assertThat(commanded("{\"name\":\"Ana\",\"address\":{\"city\":\"Bonn\"},\"email\":{\"value\":\"a\"}}", null))
                .isEqualTo("{\"name\":\"Ana\",\"addresses\":[[\"create\",[{\"city\":\"Bonn\"}]]],"
                        + "\"means\":[[\"create\",[{\"type\":\"email\",\"value\":\"a\"}]]]}");
        assertThat(commanded("{\"address\":{\"city\":null,\"street\":\"\"}}", null))
                .isEqualTo("{}");
    }

    @Test
    void changesTheFirstRowThatCanBeIt() throws JsonProcessingException {
        String present = "{\"means\":[{\"id\":1,\"type\":\"phone\",\"value\":\"0\"},"
                + "{\"id\":2,\"type\":\"email\",\"value\":\"b\"},{\"id\":3,\"type\":\"email\",\"value\":\"c\"}]}";
        assertThat(commanded("{\"email\":{\"value\":\"a\"}}", present))
                .isEqualTo("{\"means\":[[\"write\",[2],{\"value\":\"a\"}]]}");
        assertThat(commanded("{\"email\":{\"value\":\"0\"}}", present)).contains("\"write\",[2]");
    }

    @Test
    void leavesAloneWhatSaysTheSameAlready() throws JsonProcessingException {
        String present =
                "{\"addresses\":[{\"id\":1,\"city\":\"Köln\",\"street\":null},{\"id\":2,\"city\":\"Bonn\",\"country\":7}]}";
        assertThat(commanded("{\"address\":{\"city\":\"Bonn\",\"country\":7}}", present))
                .isEqualTo("{}");
        assertThat(commanded("{\"address\":{\"city\":\"Köln\",\"street\":\"\"}}", present))
                .isEqualTo("{}");
    }

    @Test
    void givesAllRowsWhereTheVendorTakesThemWhole() throws JsonProcessingException {
        String present = "{\"lines\":[{\"no\":\"1\",\"main\":1},{\"no\":\"2\"}]}";
        assertThat(commanded("{\"line\":{\"no\":\"3\"}}", present))
                .isEqualTo("{\"lines\":[{\"no\":\"3\",\"main\":1},{\"no\":\"2\"}]}");
        assertThat(commanded("{\"line\":{\"no\":\"2\"}}", present)).isEqualTo("{}");
        assertThat(commanded("{\"line\":{\"no\":null}}", present)).isEqualTo("{\"lines\":[{\"no\":\"2\"}]}");
        assertThat(commanded("{\"line\":{\"no\":\"3\"}}", null)).isEqualTo("{\"lines\":[{\"main\":1,\"no\":\"3\"}]}");
        assertThat(commanded("{\"line\":{\"no\":null}}", null)).isEqualTo("{}");
    }

    @Test
    void knowsANumberInTheFormOfTheVendor() throws JsonProcessingException {
        String present = "{\"means\":[{\"id\":1,\"type\":\"email\",\"value\":\"+49 1511 2345678\"}]}";
        assertThat(commanded("{\"email\":{\"value\":\"+4915112345678\"}}", present))
                .isEqualTo("{}");
    }

    @Test
    void removesWhatIsEmptiedIfTheVendorTakesThat() throws JsonProcessingException {
        String present =
                "{\"addresses\":[{\"id\":1,\"city\":\"Bonn\"}],\"means\":[{\"id\":2,\"type\":\"email\",\"value\":\"b\"}]}";
        assertThat(commanded("{\"address\":{\"city\":null}}", present)).isEqualTo("{\"addresses\":[[\"delete\",[1]]]}");
        assertThat(commanded("{\"email\":{\"value\":null}}", present)).isEqualTo("{}");
    }
}
