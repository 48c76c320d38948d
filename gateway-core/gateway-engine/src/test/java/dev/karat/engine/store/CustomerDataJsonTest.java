package dev.karat.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.survivorship.GoldenProfile;
import dev.karat.engine.survivorship.Provenance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CustomerDataJsonTest {
    private static final CustomerData DATA = CustomerData.builder()
            .text(Attribute.GIVEN_NAME, "Zoë \"Z\" \\ Müller\n\t\u0001 – 😀")
            .clear(Attribute.FAMILY_NAME)
            .texts(Attribute.EMAILS, "a@example.test", "b@example.test")
            .put(Attribute.ADDRESS, Value.block(Map.of("locality", "Köln", "country", "DE")))
            .put(
                    Attribute.CONSENTS,
                    new Value.Blocks(List.of(
                            new TreeMap<>(Map.of("channel", "email", "status", "granted")),
                            new TreeMap<>(Map.of("channel", "phone", "status", "denied")))))
            .build();

    /** The content hash of a version is made of this text, so it must stay the same for ever. */
    @Test
    void writesTheTextThatTheTreeWouldHave() {
        assertThat(CustomerDataJson.write(DATA))
                .isEqualTo(CustomerDataJson.toNode(DATA).toString());
        assertThat(CustomerDataJson.write(CustomerData.empty())).isEqualTo("{}");
    }

    @Test
    void readsWhatItWrote() {
        assertThat(CustomerDataJson.read(CustomerDataJson.write(DATA))).isEqualTo(DATA);
        assertThat(CustomerDataJson.readProfile(CustomerDataJson.writeProfile(profile())))
                .isEqualTo(profile());
    }

    @Test
    void tellsWhereValuesComeFromInFewWords() {
        assertThat(CustomerDataJson.writeProfile(profile()))
                .endsWith("\"records\":[[\"erp\",\"customer\",\"4711\"],[\"shop\",\"customer\",\"a/b \\\"c\\\"\"]],"
                        + "\"since\":17,\"provenance\":[[\"givenName\",[0,1],\"only\",0],"
                        + "[\"address\",[0],\"trust\",9223372036854775790,"
                        + "1,{\"locality\":\"Bonn\"},1,{\"country\":\"AT\"},1,null],"
                        + "[\"emails\",[1],\"union\",-18,0,[\"a@example.org\",\"b@example.org\"]]]}");
    }

    @Test
    void readsProfilesAsTheyWereWrittenBefore() {
        var erp = new RecordKey("erp", "customer", "1");
        assertThat(CustomerDataJson.readProfile("{\"data\":{\"givenName\":\"Ada\"},"
                                + "\"records\":[[\"erp\",\"customer\",\"1\"],[\"shop\",\"customer\",\"2\"]],"
                                + "\"provenance\":[{\"attribute\":\"givenName\",\"sources\":[0],\"rule\":\"trust\","
                                + "\"at\":5,\"losers\":[{\"source\":1,\"value\":\"Adah\"}]}]}")
                        .provenance())
                .containsExactly(new Provenance(
                        Attribute.GIVEN_NAME,
                        List.of(erp),
                        "trust",
                        5,
                        List.of(new Provenance.Loser(new RecordKey("shop", "customer", "2"), Value.text("Adah")))));
    }

    @Test
    void skipsWhatThisVersionDoesNotKnow() {
        assertThat(CustomerDataJson.read("{\"shoeSize\":{\"eu\":[42]},\"givenName\":\"Ada\",\"x\":[{}]}"))
                .isEqualTo(
                        CustomerData.builder().text(Attribute.GIVEN_NAME, "Ada").build());
        assertThat(CustomerDataJson.readProfile("{\"data\":{},\"records\":[[\"a\",\"b\",\"c\"]],\"provenance\":["
                                + "[\"shoeSize\",[0],\"only\",1,0,{\"eu\":\"42\"}],{\"attribute\":\"shoeSize\","
                                + "\"sources\":[0],\"rule\":\"only\",\"at\":1,\"losers\":[]}],\"more\":[1]}")
                        .provenance())
                .isEmpty();
    }

    private static GoldenProfile profile() {
        var erp = new RecordKey("erp", "customer", "4711");
        var shop = new RecordKey("shop", "customer", "a/b \"c\"");
        return new GoldenProfile(
                DATA,
                List.of(
                        new Provenance(Attribute.GIVEN_NAME, List.of(erp, shop), "only", 17, List.of()),
                        new Provenance(
                                Attribute.ADDRESS,
                                List.of(erp),
                                "trust",
                                Long.MAX_VALUE,
                                List.of(
                                        new Provenance.Loser(shop, Value.block(Map.of("locality", "Bonn"))),
                                        new Provenance.Loser(shop, Value.block(Map.of("country", "AT"))),
                                        new Provenance.Loser(shop, Value.CLEARED))),
                        new Provenance(
                                Attribute.EMAILS,
                                List.of(shop),
                                "union",
                                -1,
                                List.of(new Provenance.Loser(
                                        erp, Value.texts(List.of("a@example.org", "b@example.org")))))));
    }
}
