package dev.karat.camel.connector.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of a row that stand at several places, and in lists. */
class PlacesTest {
    private static final String ROW = """
            {"at": 1, "none": null, "rows.": [{"at": 2, "in": [{"at": 3}, {}]}, {"at": null}, {"at": 4}], "object": {"at": 5}}
            """;

    private static List<String> values(String... pointers) throws JsonProcessingException {
        return Places.of(List.of(pointers))
                .in(new ObjectMapper().readTree(ROW))
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void findsValuesOfTheRowAndOfEveryItemOfItsLists() throws JsonProcessingException {
        assertThat(values("/at", "/none", "/rows./*/at", "/rows./*/in/*/at", "/object/at", "/object"))
                .containsExactly("1", "2", "4", "3", "5");
        assertThat(values("/rows./0/at")).containsExactly("2");
        assertThat(values("/none/*/at", "/at/*/at", "/nowhere")).isEmpty();
        assertThat(values()).isEmpty();
    }

    @Test
    void refusesWhatIsNoPointer() {
        assertThatThrownBy(() -> Places.of(List.of("at"))).isInstanceOf(IllegalArgumentException.class);
    }
}
