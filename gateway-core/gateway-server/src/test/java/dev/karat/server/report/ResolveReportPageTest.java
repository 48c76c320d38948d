package dev.karat.server.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchDecision;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Score;
import dev.karat.engine.resolve.PairGroup;
import dev.karat.engine.resolve.ResolveReport;
import dev.karat.engine.resolve.Truth;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ResolveReportPageTest {
    private static final RecordKey SHOP = new RecordKey("shop", "customer", "</script><!--{{script}}\u2028");
    private static final RecordKey ERP = new RecordKey("erp", "customer", "7&amp;");

    private static final ResolveReport.Pair PAIR = new ResolveReport.Pair(
            PairGroup.REVIEW,
            ERP,
            SHOP,
            false,
            Truth.UNKNOWN,
            1,
            -2.2,
            new MatchExplanation(
                    "default-1",
                    new Score(-1, MatchDecision.REVIEW),
                    List.of(
                            new MatchExplanation.Line("prior", "", -20, "Any two records"),
                            new MatchExplanation.Line("familyName", "exact", 19, "Family name: the same"))));

    private static final ResolveReport REPORT = new ResolveReport(
            2,
            2,
            0,
            MatchModel.standard(),
            new TreeMap<>(Map.of(1, 2)),
            List.of(),
            LargeProfiles.of(List.of(new LargeProfiles.Large("g1", 60)), 2),
            List.of(new ResolveReport.Bin(-1, 1, 1, 0, 0)),
            Map.of(PairGroup.REVIEW, new ResolveReport.Pairs(1, List.of(PAIR))),
            null);

    private static final ResolveReportPage.Head HEAD =
            new ResolveReportPage.Head(List.of("in.csv"), Instant.parse("2026-03-01T10:00:00Z"), 1.5);

    private static JsonNode data(String page) throws IOException {
        var data = Pattern.compile("id=\"data\">([^<]*)</script>").matcher(page);
        assertThat(data.find()).isTrue();
        return new ObjectMapper().readTree(data.group(1));
    }

    @Test
    void profilesThatAreTooLargeAreTold() throws IOException {
        JsonNode alarm =
                data(ResolveReportPage.render(REPORT, HEAD, null, null)).path("alarm");
        assertThat(alarm.path("from").asInt()).isEqualTo(50);
        assertThat(alarm.path("profiles").asInt()).isEqualTo(1);
        assertThat(alarm.path("cut").asInt()).isEqualTo(2);
    }

    @Test
    void aPairIsTheSameAfterAllEscaping() throws IOException {
        JsonNode data = data(ResolveReportPage.render(REPORT, HEAD, null, null));
        JsonNode pair = data.path("pairs").path(0);
        assertThat(pair.path("a").path(1).asText()).isEqualTo(ERP.id());
        assertThat(pair.path("b").path(1).asText()).isEqualTo(SHOP.id());
        assertThat(pair.path("lines")).hasSize(2);
        assertThat(data.path("texts").path(1).path(0).asText()).isEqualTo("Family name");
        assertThat(data.path("texts").path(1).path(1).asText()).isEqualTo("the same");
        assertThat(data.path("lists").path("DOUBTFUL")).hasSize(1);
        assertThat(pair.has("values")).isFalse();
        JsonNode level = data.at("/weights/0/comparisons/0/levels/0");
        assertThat(level.path(0).asText()).isEqualTo("the same");
        assertThat(level).as("text and four probabilities").hasSize(5);
    }

    @Test
    void valuesStandSideBySide() throws IOException {
        var values = Map.of(ERP, Map.of("familyName", "Novak"), SHOP, Map.of("email", "<a@b.cz>"));
        JsonNode rows = data(ResolveReportPage.render(REPORT, HEAD, values, null))
                .path("pairs")
                .path(0)
                .path("values");
        assertThat(rows).hasToString("[[\"familyName\",\"Novak\",\"\"],[\"email\",\"\",\"<a@b.cz>\"]]");
    }

    @Test
    void thePageRefersToNothingOutside() {
        String page = ResolveReportPage.render(REPORT, HEAD, null, null);
        assertThat(page).doesNotContain("src=", "@import", "url(");
        assertThat(Pattern.compile("https?://(?!www\\.w3\\.org/2000/svg')")
                        .matcher(page)
                        .find())
                .isFalse();
        assertThat(Pattern.compile("href=\"(?!#|data:,)").matcher(page).find()).isFalse();
        assertThat(Pattern.compile("<script").matcher(page).results()).hasSize(2);
    }
}
