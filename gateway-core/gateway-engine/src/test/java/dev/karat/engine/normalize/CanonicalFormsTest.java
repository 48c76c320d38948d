package dev.karat.engine.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalFormsTest {
    @ParameterizedTest
    @CsvSource({
        "Jay@Example.ORG, jay@example.org",
        "Jay Jones <jjones@fmail.com>, jjones@fmail.com",
        "mailto:a@b.at, a@b.at",
        "no address, ",
        "@b.at, ",
    })
    void emailAddresses(String raw, String canonical) {
        assertThat(EmailNormalizer.address(raw)).isEqualTo(canonical);
    }

    @Test
    void gmailDeliversDotsAndTagsToOneMailbox() {
        assertThat(EmailNormalizer.mailbox("Jo.Doe+shop@googlemail.com"))
                .isEqualTo(EmailNormalizer.mailbox("jodoe@gmail.com"));
        assertThat(EmailNormalizer.mailbox("jo.doe@corp.com")).isNotEqualTo(EmailNormalizer.mailbox("jodoe@corp.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "702-919-1300, US, +17029191300",
        "+4366012345678, , +4366012345678",
        "0660 1234567, AT, +436601234567",
        "0660 1234567, , ",
        "hello, US, ",
    })
    void telephoneNumbers(String raw, String country, String canonical) {
        assertThat(PhoneNormalizer.e164(raw, country)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "1978-12-11, , 1978-12-11",
        "19781211, , 1978-12-11",
        "11.12.1978, AT, 1978-12-11",
        "12/11/1978, US, 1978-12-11",
        "31/12/1978, US, 1978-12-31",
        "Mar 1 1970, , 1970-03-01",
        "1 March 1970, , 1970-03-01",
        "1978-12-11T00:00:00Z, , 1978-12-11",
        "1978-12, , 1978-12",
        "1978, , 1978",
        "15-Mar-92, , ",
        "1978-02-31, , ",
        "1900-01-01, , ",
        "yesterday, , ",
    })
    void datesOfBirth(String raw, String country, String canonical) {
        assertThat(DateNormalizer.iso(raw, country)).isEqualTo(canonical);
    }

    @Test
    void aMistypedDateStillTellsSomethingToMatching() {
        assertThat(DateNormalizer.packed("1916-00-17", null)).isEqualTo(19160017);
        assertThat(DateNormalizer.packed("15-Mar-92", null)).isEqualTo(920315);
    }

    @ParameterizedTest
    @CsvSource({"AT, AT", "aut, AT", "Österreich, AT", "Germany, DE", "NO, NO", "U.S.A., US", "UK, GB", "Atlantis, "})
    void countries(String raw, String canonical) {
        assertThat(CountryNormalizer.alpha2(raw)).isEqualTo(canonical);
    }
}
