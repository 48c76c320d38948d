package dev.karat.engine.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.mapping.MappingContext.Blank;
import dev.karat.engine.store.CustomerDataJson;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MappingTest {
    private static final MappingContext GERMAN = new MappingContext("DE", ZoneId.of("Europe/Berlin"), Blank.UNKNOWN);
    private static final MappingContext CLEARING = new MappingContext("DE", ZoneId.of("Europe/Berlin"), Blank.CLEARED);

    private static final String SHOP = """
            entity: customer
            fields:
              - { to: givenName, from: /first_name }
              - { to: emails, from: [/email], via: email }
              - { to: phones, from: [/phone, /home/phone], via: phone }
              - { to: address.streetAddress, from: /home/street, into: /addresses/0/street }
              - { to: address.postalCode, from: /home/zip, into: /addresses/0/zip }
              - { to: address.country, from: /home/country, into: /addresses/0/country, via: country }
              - { to: kind, value: person }
              - to: consents
                direction: in
                block:
                  channel: { value: email }
                  purpose: { value: marketing }
                  contactPoint: { from: /email, via: email, required: true }
                  status: { from: /state, map: { subscribed: granted, "*": unknown }, required: true }
                  at: { from: /since, via: instant }
              - { into: /origin, value: gateway, on: create }
            """;

    private static Mapping mapping(String yaml) {
        return new Mapping(
                MappingSpec.of(YamlDocument.parse("m.yaml", yaml).orThrow()).orThrow());
    }

    private static List<Problem> problems(String yaml) {
        return MappingSpec.of(YamlDocument.parse("m.yaml", yaml).orThrow()).problems();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static CustomerData data(String text) {
        return CustomerDataJson.fromNode(json(text));
    }

    private static Set<Attribute> all() {
        return EnumSet.allOf(Attribute.class);
    }

    @Nested
    class OnTheWayIn {
        private final Mapping shop = mapping(SHOP);

        @Test
        void readsTextsListsBlocksAndConstants() {
            var record = json("{'first_name':' Ada ','email':'Ada@Example.ORG','phone':'030 1234567',"
                    + "'home':{'phone':'+49301234567','street':'Hauptstr. 1','country':'Deutschland'},"
                    + "'state':'subscribed','since':'2026-03-01T12:00:00+01:00'}");
            assertThat(shop.toCanonical(record, GERMAN))
                    .isEqualTo(data("{'kind':'person','givenName':'Ada',"
                            + "'emails':['ada@example.org'],'phones':['+49301234567'],"
                            + "'address':{'streetAddress':'Hauptstr. 1','country':'DE'},"
                            + "'consents':[{'channel':'email','purpose':'marketing','contactPoint':'ada@example.org',"
                            + "'status':'granted','at':'2026-03-01T11:00:00Z'}]}"));
        }

        @Test
        void tellsAbsentFromBlank() {
            var record = json("{'first_name':'','home':{'street':null,'zip':'  '}}");
            assertThat(shop.toCanonical(record, GERMAN)).isEqualTo(data("{'kind':'person'}"));
            assertThat(shop.toCanonical(record, CLEARING))
                    .isEqualTo(data("{'kind':'person','givenName':null,'address':null}"));
        }

        @Test
        void keepsAnUnreadablePhoneButDropsAndCountsAnUnreadableEmail() {
            var record = json("{'phone':'ask Bob','email':'none'}");
            assertThat(shop.toCanonical(record, CLEARING)).isEqualTo(data("{'kind':'person','phones':['ask Bob']}"));
            assertThat(shop.dropped()).containsEntry("emails", 1L);
        }

        @Test
        void dropsWhatIsNoText() {
            assertThat(shop.toCanonical(json("{'first_name':{'x':1}}"), GERMAN).attributes())
                    .containsOnly(Attribute.KIND);
            assertThat(shop.toCanonical(json("{'first_name':'" + "x".repeat(5000) + "'}"), GERMAN)
                            .attributes())
                    .containsOnly(Attribute.KIND);
        }

        @Test
        void replacesWhatDatabasesRefuse() {
            var record = json("{'first_name':'A\\u0000d\\ud800a'}");
            assertThat(shop.toCanonical(record, GERMAN).text(Attribute.GIVEN_NAME))
                    .isEqualTo("A da");
        }

        @Test
        void refusesARecordWithoutARequiredValue() {
            var strict = mapping("""
                    entity: customer
                    fields:
                      - { to: emails, from: /email, via: email, required: true }
                    """);
            assertThatThrownBy(() -> strict.toCanonical(json("{'email':'none'}"), GERMAN))
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MAPPING_FAILED))
                    .hasMessage("The record has no readable emails");
        }

        @Test
        void followsConditions() {
            var erp = mapping("""
                    entity: customer
                    fields:
                      - { to: kind, value: organization, when: { at: /last, blank: true } }
                      - { to: kind, value: person, when: { at: /last, blank: false } }
                      - { to: name, from: /firm, when: { at: /last, blank: true } }
                      - { to: organization, from: /firm, when: { at: /last, blank: false } }
                    """);
            assertThat(erp.toCanonical(json("{'firm':'ACME','last':''}"), GERMAN))
                    .isEqualTo(data("{'kind':'organization','name':'ACME'}"));
            assertThat(erp.toCanonical(json("{'firm':'ACME','last':'Ada'}"), GERMAN))
                    .isEqualTo(data("{'kind':'person','organization':'ACME'}"));
        }

        @Test
        void speaksOfAllButSomeRecords() {
            var mapping = mapping("""
                    entity: customer
                    fields:
                      - { to: name, from: /name, when: { at: /name, except: [Nobody, n/a] } }
                    """);
            assertThat(mapping.toCanonical(json("{'name':'Nobody'}"), GERMAN)).isEqualTo(data("{}"));
            assertThat(mapping.toCanonical(json("{'name':'ACME'}"), GERMAN)).isEqualTo(data("{'name':'ACME'}"));
        }

        @Test
        void computesWhereAListCannotSayIt() {
            var computed = mapping("""
                    entity: customer
                    fields:
                      - { to: emails, via: email, jslt: '[for (.identities) .value if (.type == "email")]' }
                    """);
            assertThat(computed.toCanonical(
                            json("{'identities':[{'type':'email','value':'A@x.org'},{'type':'phone','value':'1'}]}"),
                            GERMAN))
                    .isEqualTo(data("{'emails':['a@x.org']}"));
        }

        @Test
        void readsDatesAndTimesInTheirOwnForm() {
            var dated = mapping("""
                    entity: customer
                    fields:
                      - { to: birthDate, from: /born, via: date, format: dd.MM.yyyy }
                      - to: consents
                        direction: in
                        block:
                          status: { value: granted }
                          at: { from: /at, via: instant, format: "dd.MM.yyyy HH:mm" }
                    """);
            assertThat(dated.toCanonical(json("{'born':'11.12.1978','at':'01.07.2026 12:00'}"), GERMAN))
                    .isEqualTo(data("{'birthDate':'1978-12-11',"
                            + "'consents':[{'status':'granted','at':'2026-07-01T10:00:00Z'}]}"));
            assertThat(dated.toVendor(data("{'birthDate':'1978-12-11'}"), all()))
                    .isEqualTo(json("{'born':'11.12.1978'}"));
        }

        @Test
        void splitsAFullNameOnlyWhenAsked() {
            var split = mapping("entity: c\nfields:\n  - { to: [givenName, familyName], from: /n, via: fullName }\n");
            var whole = mapping("entity: c\nfields:\n  - { to: name, from: /n, via: fullName }\n");
            assertThat(split.toCanonical(json("{'n':'Ludwig van Beethoven'}"), GERMAN))
                    .isEqualTo(data("{'givenName':'Ludwig','familyName':'van Beethoven'}"));
            assertThat(split.toCanonical(json("{'n':'Lovelace, Ada King'}"), GERMAN))
                    .isEqualTo(data("{'givenName':'Ada King','familyName':'Lovelace'}"));
            assertThat(split.toCanonical(json("{'n':'Cher'}"), GERMAN)).isEqualTo(data("{'name':'Cher'}"));
            assertThat(whole.toCanonical(json("{'n':'Ada Lovelace'}"), GERMAN))
                    .isEqualTo(data("{'name':'Ada Lovelace'}"));
        }
    }

    @Nested
    class OnTheWayOut {
        private final Mapping shop = mapping(SHOP);

        @Test
        void writesOnlyWhatIsGiven() {
            var golden = data("{'givenName':'Ada','emails':['ada@example.org','b@example.org'],'phones':['+491']}");
            assertThat(shop.toVendor(golden, Set.of(Attribute.GIVEN_NAME))).isEqualTo(json("{'first_name':'Ada'}"));
            assertThat(shop.toVendor(golden, Set.of(Attribute.EMAILS))).isEqualTo(json("{'email':'ada@example.org'}"));
            assertThat(shop.toVendor(golden, Set.of(Attribute.CONSENTS))).isEmpty();
        }

        @Test
        void writesABlockWhole() {
            assertThat(shop.toVendor(data("{'address':{'streetAddress':'S 1','country':'DE'}}"), all()))
                    .isEqualTo(json("{'addresses':[{'street':'S 1','zip':null,'country':'DE'}]}"));
        }

        @Test
        void emptiesWhatWasClearedButNotInANewRecord() {
            var golden = data("{'givenName':null,'emails':['a@x.org']}");
            assertThat(shop.toVendor(golden, all())).isEqualTo(json("{'first_name':null,'email':'a@x.org'}"));
            assertThat(shop.toVendor(golden, all(), true, MappingContext.PLAIN))
                    .isEqualTo(json("{'email':'a@x.org','origin':'gateway'}"));
        }

        @Test
        void emptiesInTheWayOfTheVendor() {
            var texts = mapping("entity: c\ncleared: empty\nfields:\n  - { to: givenName, from: /merge/FNAME }\n");
            assertThat(texts.toVendor(data("{'givenName':null}"), all())).isEqualTo(json("{'merge':{'FNAME':''}}"));
        }

        @Test
        void emptiesAListThatIsWrittenItemByItemAsAWhole() {
            var list = mapping("""
                    entity: c
                    cleared: "null"
                    fields:
                      - { to: emails, from: /emails, into: [/emails/0, /emails/1], via: email }
                    """);
            assertThat(list.toVendor(data("{'emails':null}"), all())).isEqualTo(json("{'emails':[]}"));
            assertThat(list.toVendor(data("{'emails':['a@x.org']}"), all())).isEqualTo(json("{'emails':['a@x.org']}"));
        }

        @Test
        void translatesWordsBack() {
            var words =
                    mapping("entity: c\nfields:\n  - { to: gender, from: /g, map: { F: female, M: male, '*': x } }\n");
            assertThat(words.toVendor(data("{'gender':'female'}"), all())).isEqualTo(json("{'g':'F'}"));
            assertThat(words.toVendor(data("{'gender':'x'}"), all())).isEmpty();
        }

        @Test
        void putsANameTogether() {
            var whole = mapping("entity: c\nfields:\n  - { to: name, from: /n, via: fullName }\n");
            var golden = data("{'givenName':'Ada','familyName':'Lovelace','name':'A. Lovelace'}");
            assertThat(whole.toVendor(golden, Set.of(Attribute.GIVEN_NAME))).isEqualTo(json("{'n':'Ada Lovelace'}"));
            assertThat(whole.toVendor(data("{'kind':'organization','name':'ACME','familyName':'x'}"), all()))
                    .isEqualTo(json("{'n':'ACME'}"));
            assertThat(whole.writable(false)).contains(Attribute.FAMILY_NAME);
        }

        @Test
        void saysWhatTheVendorCanHold() {
            var golden = data("{'givenName':'Ada','familyName':'Lovelace','emails':['a@x.org','b@x.org'],"
                    + "'phones':['+491','+492','+493'],'address':{'streetAddress':'S 1','locality':'Berlin'}}");
            assertThat(shop.representable(golden, all(), false))
                    .isEqualTo(data("{'givenName':'Ada',"
                            + "'emails':['a@x.org'],'phones':['+491','+492'],'address':{'streetAddress':'S 1'}}"));
        }

        @Test
        void saysThatANameOfOneWordComesBackAsTheWhole() {
            var split = mapping("entity: c\nfields:\n  - { to: [givenName, familyName], from: /n, via: fullName }\n");
            var give = Set.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME);
            assertThat(split.representable(data("{'givenName':'Cher'}"), give, false))
                    .isEqualTo(data("{'name':'Cher'}"));
            assertThat(split.representable(data("{'givenName':'Ada','familyName':'Lovelace'}"), give, false))
                    .isEqualTo(data("{'givenName':'Ada','familyName':'Lovelace'}"));
        }

        @Test
        void comesBackAsItWent() {
            var golden = data("{'givenName':'Ada','emails':['a@x.org'],'phones':['+4930123456','+4930123457']}");
            var vendor = shop.toVendor(golden, all());
            assertThat(shop.toCanonical(vendor, GERMAN).with(CustomerData.empty()))
                    .isEqualTo(golden.with(data("{'kind':'person'}")));
        }
    }

    @Nested
    class WhenTheFileIsWrong {
        @Test
        void namesTheLine() {
            assertThat(
                            problems(
                                    "entity: customer\nfields:\n  - { to: givenName, from: /a }\n  - { to: firstName, from: /b }\n"))
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.line()).isEqualTo(4);
                        assertThat(problem.code()).isEqualTo(ErrorCode.MAPPING_INVALID);
                        assertThat(problem.message()).isEqualTo("firstName is no canonical path");
                    });
        }

        @Test
        void refusesWhatCannotWork() {
            String head = "entity: c\nfields:\n  - ";
            assertThat(problems(head + "{ to: address, from: /a }")).hasSize(1);
            assertThat(problems(head + "{ to: address.planet, from: /a }")).hasSize(1);
            assertThat(problems(head + "{ to: name, from: first }")).isNotEmpty();
            assertThat(problems(head + "{ to: name, from: /a, via: magic }")).isNotEmpty();
            assertThat(problems(head + "{ to: name, jslt: '.a[' }")).hasSize(1);
            assertThat(problems(head + "{ to: birthDate, from: /a, via: date, format: 'bb' }"))
                    .hasSize(1);
            assertThat(problems(head + "{ to: phones, from: /a, into: /p/999999999 }"))
                    .hasSize(1);
            assertThat(problems(head + "{ to: [name, kind], from: /a, via: fullName }"))
                    .hasSize(1);
        }

        @Test
        void showsTheExampleThatFails() {
            var mapping = mapping("""
                    entity: customer
                    fields:
                      - { to: givenName, from: /first }
                    examples:
                      - name: holds
                        in: { first: Ada }
                        canonical: { givenName: Ada }
                        out: { first: Ada }
                      - name: does not
                        in: { first: Ada }
                        canonical: { givenName: Eve }
                    """);
            assertThat(mapping.runExamples()).singleElement().satisfies(problem -> {
                assertThat(problem.line()).isEqualTo(9);
                assertThat(problem.code()).isEqualTo(ErrorCode.MAPPING_EXAMPLE_FAILED);
                assertThat(problem.message()).startsWith("does not: canonical is");
            });
        }
    }
}
