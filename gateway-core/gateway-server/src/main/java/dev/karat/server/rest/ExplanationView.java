package dev.karat.server.rest;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.explain.Apart;
import dev.karat.engine.explain.Evidence;
import dev.karat.engine.explain.How;
import dev.karat.engine.explain.Link;
import dev.karat.engine.explain.Step;
import dev.karat.engine.explain.Why;
import dev.karat.engine.match.KeyKind;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Score;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Explanations as the API shows them. They name records and what was compared, and hold no value of a record. */
final class ExplanationView {
    private ExplanationView() {}

    /**
     * How a profile came together.
     *
     * @param id golden id
     * @param redirectedFrom the id that was asked for, where another took over since; else null
     * @param records live records of the profile
     * @param steps in the order in which they happened, which is strongest link first
     * @param joinsLeftOut joins beyond those that are told
     * @param apart what would have joined the profile to another one, had a guard not refused it
     * @param apartLeftOut refusals beyond those that are told
     * @param followers records that only hold what Karat wrote there, and follow the profile
     */
    @Schema(name = "How")
    record HowView(
            String id,
            @Nullable String redirectedFrom,
            int records,
            Model model,
            List<StepView> steps,
            int joinsLeftOut,
            List<ApartView> apart,
            int apartLeftOut,
            List<CustomerView.Key> followers) {
        static HowView of(How how, String asked) {
            return new HowView(
                    how.goldenId(),
                    how.goldenId().equals(asked) ? null : asked,
                    how.records(),
                    Model.of(how.model()),
                    how.steps().stream().map(StepView::of).toList(),
                    how.joinsLeftOut(),
                    how.apart().stream().map(ApartView::of).toList(),
                    how.apartLeftOut(),
                    how.followers().stream().map(ExplanationView::key).toList());
        }
    }

    /**
     * Why two records are one customer or two.
     *
     * @param outcome what decided, for programs
     * @param because the same for people
     * @param evidence what their comparison says; null if one of them says nothing of who it is
     * @param path what leads from the first to the second, link by link
     * @param refused what would have joined their customers, had a guard not refused it
     */
    @Schema(name = "Why")
    record WhyView(
            Side first,
            Side second,
            boolean together,
            String outcome,
            String because,
            Model model,
            @Nullable EvidenceView evidence,
            List<LinkView> path,
            List<ApartView> refused) {
        static WhyView of(Why why) {
            return new WhyView(
                    new Side(key(why.record()), why.goldenId()),
                    new Side(key(why.other()), why.otherGoldenId()),
                    why.outcome().isTogether(),
                    why.outcome().name(),
                    why.outcome().text(),
                    Model.of(why.model()),
                    why.evidence() == null ? null : EvidenceView.of(why.evidence()),
                    why.path().stream().map(LinkView::of).toList(),
                    why.refused().stream().map(ApartView::of).toList());
        }
    }

    /** One of the two records, and its customer. */
    @Schema(name = "ExplainedRecord")
    record Side(CustomerView.Key record, @Nullable String customer) {}

    /**
     * What decided.
     *
     * @param linkAt bits from which two records are one customer
     * @param reviewAt bits from which a person should look
     */
    @Schema(name = "MatchModel")
    record Model(String version, double linkAt, double reviewAt) {
        static Model of(MatchModel model) {
            return new Model(model.version(), rounded(model.linkWeight()), rounded(model.reviewWeight()));
        }
    }

    /** Two groups of records became one; a step of null means one record, or records that all say the same. */
    @Schema(name = "HowStep")
    record StepView(int step, LinkView link, Group first, Group second) {
        static StepView of(Step step) {
            return new StepView(
                    step.number(), LinkView.of(step.link()), Group.of(step.first()), Group.of(step.second()));
        }
    }

    /** Records that were one customer already, and the step that made them so. */
    @Schema(name = "HowGroup")
    record Group(int records, @Nullable Integer step) {
        static Group of(Step.Group group) {
            return new Group(group.records(), group.step() == 0 ? null : group.step());
        }
    }

    /**
     * Two records that hold their customer together.
     *
     * @param reason EQUAL, STEWARD or LINK
     */
    @Schema(name = "MatchLink")
    record LinkView(String reason, CustomerView.Key first, CustomerView.Key second, EvidenceView evidence) {
        static LinkView of(Link link) {
            return new LinkView(
                    link.reason().name(), key(link.first()), key(link.second()), EvidenceView.of(link.evidence()));
        }
    }

    /**
     * Something that would have joined two customers.
     *
     * @param guard never, oneToOne, contradiction, weakBridge or tooLarge
     * @param because the same for people
     */
    @Schema(name = "KeptApart")
    record ApartView(
            CustomerView.Key record,
            CustomerView.Key other,
            @Nullable String otherCustomer,
            String guard,
            String because,
            EvidenceView evidence) {
        static ApartView of(Apart apart) {
            return new ApartView(
                    key(apart.record()),
                    key(apart.other()),
                    apart.otherGoldenId(),
                    apart.refusal().guard(),
                    apart.refusal().text(),
                    EvidenceView.of(apart.evidence()));
        }
    }

    /**
     * What the comparison of two records says.
     *
     * @param decision LINK, REVIEW or DISTINCT
     * @param weight in bits: the binary logarithm of the odds that both are one customer
     * @param lines shares of the weight, which add up to it
     * @param keys what brings the two together for a comparison
     * @param crowdedKeys keys that both bear, but too many besides
     */
    @Schema(name = "MatchEvidence")
    record EvidenceView(
            String decision,
            double weight,
            double probability,
            List<Line> lines,
            boolean equal,
            List<String> keys,
            List<String> crowdedKeys) {
        static EvidenceView of(Evidence evidence) {
            Score score = evidence.comparison().score();
            return new EvidenceView(
                    score.decision().name(),
                    rounded(score.weight()),
                    score.probability(),
                    evidence.comparison().lines().stream().map(Line::of).toList(),
                    evidence.keys().equal(),
                    names(evidence.keys().effective()),
                    names(evidence.keys().crowded()));
        }

        private static List<String> names(Set<KeyKind> kinds) {
            return kinds.stream().sorted().map(KeyKind::name).toList();
        }
    }

    /** One share of a weight, in bits: positive for and negative against one customer. */
    @Schema(name = "MatchLine")
    record Line(String comparison, String level, double weight, String text) {
        static Line of(MatchExplanation.Line line) {
            return new Line(line.comparison(), line.level(), rounded(line.weight()), line.text());
        }
    }

    private static CustomerView.Key key(RecordKey key) {
        return new CustomerView.Key(key.system(), key.entity(), key.id());
    }

    private static double rounded(double bits) {
        return Math.round(bits * 1000) / 1000.0;
    }
}
