package dev.karat.camel.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bodies of calls by name and number, and the values that come back. */
class BodyTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static String rendered(String body, Map<String, String> values) throws JsonProcessingException {
        return String.valueOf(BodyTemplate.render(JSON.readTree(body), values));
    }

    private static String plain(String body) throws JsonProcessingException {
        return TaggedValues.plain(JSON.readTree(body), "__class__").toString();
    }

    @Test
    void putsTextsNumbersAndJsonWhereTheyAreNamed() throws JsonProcessingException {
        assertThat(rendered(
                        "[\"{key}\", [\"{id|number}\"], {\"n\": \"no. {id|number}\", \"t\": \"{since|json}\"}, 7]",
                        Map.of("key", "a\"b", "id", "0042", "since", "{\"year\":2026}")))
                .isEqualTo("[\"a\\\"b\",[42],{\"n\":\"no. 42\",\"t\":{\"year\":2026}},7]");
    }

    @Test
    void namesMembersAndLeavesOutWhatIsNotGiven() throws JsonProcessingException {
        assertThat(rendered("{\"party,{id}\": \"{token}\"}", Map.of("id", "7", "token", "1.5")))
                .isEqualTo("{\"party,7\":\"1.5\"}");
        assertThat(rendered("[\"{token}\", {\"party,{id}\": \"{token}\", \"{none}\": 1}]", Map.of("id", "7")))
                .isEqualTo("[{}]");
    }

    @Test
    void passesNothingOnThatIsNoNumberOrNoJson() {
        for (String body : new String[] {"[\"{id|number}\"]", "[\"{id|json}\"]"}) {
            assertThatThrownBy(() -> rendered(body, Map.of("id", "1],[secret")))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.VENDOR_REFUSED))
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> rendered("[\"{id|unknown}\"]", Map.of("id", "1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsValuesThatJsonDoesNotKnow() throws JsonProcessingException {
        assertThat(plain(
                        "[{\"at\": {\"__class__\": \"datetime\", \"year\": 2026, \"month\": 5, \"day\": 4, \"hour\": 13,"
                                + " \"minute\": 5, \"second\": 6, \"microsecond\": 120}}]"))
                .isEqualTo("[{\"at\":\"2026-05-04T13:05:06.000120Z\"}]");
        assertThat(plain("{\"a\": {\"__class__\": \"date\", \"year\": 2026, \"month\": 5, \"day\": 4},"
                        + " \"b\": {\"__class__\": \"Decimal\", \"decimal\": \"1.50\"},"
                        + " \"c\": {\"__class__\": \"bytes\", \"base64\": \"QQ==\"}}"))
                .isEqualTo("{\"a\":\"2026-05-04\",\"b\":1.50,\"c\":\"QQ==\"}");
    }

    @Test
    void leavesWhatItCannotReadAsItIs() throws JsonProcessingException {
        for (String strange : new String[] {
            "{\"__class__\":\"polygon\"}",
            "{\"__class__\":\"date\",\"month\":13}",
            "{\"__class__\":\"Decimal\"}",
            "[1,null]"
        }) {
            assertThat(plain(strange)).isEqualTo(strange);
        }
    }
}
