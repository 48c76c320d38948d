package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.explain.Why;
import dev.karat.engine.match.Comparison;
import dev.karat.engine.match.IdentifierRule;
import dev.karat.engine.match.MatchModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tax id that decides by itself, until it turns out to be what somebody types into a field that must not be empty. */
class WhenTooManyBearAnIdentifierTest {
    private static final int MAX = 2;
    private static final List<String> NAMES = List.of("Ada", "Grace", "Mehmet");

    @TempDir
    Path folder;

    HubFixture hub;

    @BeforeEach
    void open() {
        hub = new HubFixture(folder.resolve("karat.db"));
        MatchModel standard = MatchModel.standard();
        hub.restart(new MatchModel(
                "decisive",
                standard.linkAt(),
                standard.reviewAt(),
                standard.keyCap(),
                standard.guards(),
                List.of(new IdentifierRule(Comparison.TAX_ID, true, MAX, List.of())),
                standard.person(),
                standard.organization(),
                standard.frequencies()));
        NAMES.forEach(this::report);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private void report(String name) {
        var data = CustomerData.builder()
                .text(Attribute.GIVEN_NAME, name)
                .text(Attribute.BIRTH_DATE, "1980-02-03")
                .text(Attribute.TAX_ID, "80517362")
                .build();
        hub.ingest(hub.version("erp", name, 1, data));
    }

    private String profile(String name) {
        return hub.profile("erp", name).orElseThrow().id();
    }

    private static Stream<String> texts(Why why) {
        return Objects.requireNonNull(why.evidence()).comparison().lines().stream()
                .map(line -> line.text());
    }

    @Test
    void itJoinsNobodyAndTheExplanationSaysSo() {
        assertThat(NAMES.stream().map(this::profile)).doesNotHaveDuplicates();
        hub.restart();
        Why why = await(hub.hub.why(key("Ada"), key("Grace")));
        assertThat(why.outcome()).isEqualTo(Why.Outcome.DISTINCT);
        assertThat(texts(why)).contains("Tax id: a value that more than 2 customers bear is not used");
    }

    @Test
    void anErasureThatMakesItCountAgainJoinsTheOthersAtOnce() {
        String ada = profile("Ada");
        await(hub.hub.erase(profile("Mehmet"), "request 1"));
        assertThat(profile("Ada")).isEqualTo(ada);
        assertThat(profile("Grace")).isEqualTo(ada);
        assertThat(await(hub.hub.why(key("Ada"), key("Grace"))).outcome()).isEqualTo(Why.Outcome.LINKED);
    }

    @Test
    void aDeletionJoinsThemTooAndTheNextBearerPartsThemAgain() {
        List<String> before = NAMES.stream().map(this::profile).toList();
        hub.ingest(hub.deletion("erp", "Mehmet"));
        assertThat(profile("Grace")).isEqualTo(profile("Ada"));
        report("Ingrid");
        assertThat(List.of(profile("Ada"), profile("Grace"))).isEqualTo(before.subList(0, 2));
    }

    private static RecordKey key(String name) {
        return new RecordKey("erp", "customer", name);
    }
}
