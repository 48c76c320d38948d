package dev.karat.engine.match;

import dev.karat.engine.match.IdentifierRule.Verdict;
import dev.karat.engine.match.WeightBound.Stage;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Weighs pairs with one model. Symmetric: the order of the two records never matters. It keeps a scratch vector, so one
 * scorer belongs to one thread; making one is cheap.
 */
public final class PairScorer {
    /** What stands for the levels of a pair that is never one customer: a person and an organisation. */
    public static final long NEVER = -1;

    /** Weight of a person against an organisation, in bits: never one customer. */
    private static final double KINDS_DIFFER = -60;
    /** Weight that elder and younger have at most, in bits. */
    private static final double VETO = -20;
    /** How far beyond the link threshold a decisive identifier puts a pair at least, on either side, in bits. */
    private static final double DECISIVE = 10;

    private final MatchModel model;
    /** Made when it is needed first: most scorers never weigh so many pairs that it pays. */
    private @Nullable WeightBound bound;

    private final PairVector vector = new PairVector();

    public PairScorer(MatchModel model) {
        this.model = model;
    }

    public static Score score(Features a, Features b, MatchModel model) {
        return new PairScorer(model).score(a, b);
    }

    /** Decides one pair. */
    public Score score(Features a, Features b) {
        double weight = weight(a, b);
        return new Score(weight, model.decide(weight));
    }

    /** Binary logarithm of the odds that both are one customer. */
    public double weight(Features a, Features b) {
        if (kindsDiffer(a, b)) {
            return KINDS_DIFFER;
        }
        compare(a, b);
        return ruled(sum(model.weights(a, b)));
    }

    /** True if the pair weighs enough to be linked: the same as a look at {@link #weight}, but sooner known. */
    boolean links(Features a, Features b) {
        return mayLink(a, b) && ruled(sum(model.weights(a, b))) >= model.linkWeight();
    }

    /** False if the pair cannot weigh enough to be linked, whatever its values; see {@link WeightBound}. */
    public boolean mayLink(Features a, Features b) {
        if (kindsDiffer(a, b)) {
            return false;
        }
        WeightBound most = bound == null ? new WeightBound(model) : bound;
        bound = most;
        boolean organizations = MatchModel.isOrganization(a, b);
        vector.clear();
        compareWho(a, b);
        if (!most.mayLink(vector.pattern(), organizations, Stage.WHO)) {
            return false;
        }
        ContactComparer.compare(a, b, vector);
        if (!most.mayLink(vector.pattern(), organizations, Stage.CONTACTS)) {
            return false;
        }
        compareWhere(a, b);
        return most.mayLink(vector.pattern(), organizations, Stage.ALL);
    }

    /** The weight after the rules that overrule evidence. */
    private double ruled(double weight) {
        if (isGenerationConflict()) {
            return Math.min(weight, VETO);
        }
        return switch (verdict()) {
            case ONE -> Math.max(weight, model.linkWeight() + DECISIVE);
            case TWO -> Math.min(weight, model.linkWeight() - DECISIVE);
            case NONE -> weight;
        };
    }

    /**
     * True if the two records contradict each other, and nothing else that they say makes up for it: they must not come
     * into one cluster, whoever stands between them.
     */
    public boolean conflicts(Features a, Features b) {
        double weight = weight(a, b);
        return isVeto(a, b) || contradicts(a, b, weight);
    }

    /** True if nothing can make one customer of the pair that was weighed last. */
    boolean isVeto(Features a, Features b) {
        return kindsDiffer(a, b) || isGenerationConflict();
    }

    /** True if the pair that was weighed last surely differs in what a customer has once, and weighs accordingly. */
    boolean contradicts(Features a, Features b, double weight) {
        return verdict() == Verdict.TWO || (weight < model.guards().conflict() && isConflict(model.weights(a, b)));
    }

    /**
     * True if the pair that was weighed last has nothing in common that could be compared, such as a mere address and a
     * record without one. What it weighs is the chance of any two records, and no evidence against the two.
     */
    boolean isSilent() {
        return vector.pattern() == 0;
    }

    /** Why the pair weighs what it weighs. */
    public MatchExplanation explain(Features a, Features b) {
        Score score = score(a, b);
        var lines = new ArrayList<MatchExplanation.Line>();
        if (kindsDiffer(a, b)) {
            lines.add(new MatchExplanation.Line("kind", "different", KINDS_DIFFER, "A person and an organisation"));
            return new MatchExplanation(model.version(), score, lines);
        }
        PairWeights weights = model.weights(a, b);
        lines.add(new MatchExplanation.Line(
                "prior", "", weights.matchPrior(), "Any two records: this rare is it that they are one customer"));
        for (Comparison comparison : Comparison.values()) {
            Level level = vector.level(comparison);
            if (level != Level.NONE) {
                double weight = matchShare(weights, comparison, level) - unrelatedShare(weights, comparison, level);
                lines.add(new MatchExplanation.Line(comparison.path(), level.label(), weight, text(comparison, level)));
            }
        }
        double household = sum(weights)
                - lines.stream().mapToDouble(MatchExplanation.Line::weight).sum();
        lines.add(new MatchExplanation.Line(
                "household", "", household, "What a household or namesakes share proves no person, and counts once"));
        unused(a, b, lines);
        double rule = score.weight() - sum(weights);
        if (rule != 0) {
            lines.add(new MatchExplanation.Line("rule", "", rule, rule(rule)));
        }
        return new MatchExplanation(model.version(), score, lines);
    }

    /** Tells of identifiers that would have been compared, did not too many bear them. */
    private void unused(Features a, Features b, List<MatchExplanation.Line> lines) {
        for (IdentifierRule rule : model.identifiers()) {
            if (rule.values(a).length > 0 && rule.values(b).length > 0 && (rule.isCrowded(a) || rule.isCrowded(b))) {
                Comparison of = rule.comparison();
                String text =
                        title(of) + ": a value that more than " + rule.bearersMax() + " customers bear is not used";
                lines.add(new MatchExplanation.Line(of.path(), "crowded", 0, text));
            }
        }
    }

    private String rule(double weight) {
        if (weight > 0) {
            return "A rule lets this identifier decide by itself";
        }
        return isGenerationConflict()
                ? "Elder and younger are two customers"
                : "Another identifier decides, which comes before the one that is the same";
    }

    /** The levels at which the pair agrees, packed, or {@link #NEVER}: comparing without weighing. */
    public long pattern(Features a, Features b) {
        if (kindsDiffer(a, b)) {
            return NEVER;
        }
        compare(a, b);
        return vector.pattern();
    }

    /** Compares two records of kinds that may match. */
    private void compare(Features a, Features b) {
        vector.clear();
        compareWho(a, b);
        ContactComparer.compare(a, b, vector);
        compareWhere(a, b);
    }

    private void compareWho(Features a, Features b) {
        NameComparer.compare(a, b, vector);
        BirthDateComparer.compare(a.birthDate(), b.birthDate(), vector);
        if (a.gender() != 0 && b.gender() != 0) {
            vector.set(Comparison.GENDER, a.gender() == b.gender() ? Level.EXACT : Level.DIFFERENT);
        }
        IdentifierComparer.compare(a, b, model.identifiers(), vector);
    }

    private void compareWhere(Features a, Features b) {
        PlaceComparer.compare(a, b, vector);
        OrganizationComparer.compare(a, b, model.frequencies(), vector);
    }

    static boolean kindsDiffer(Features a, Features b) {
        return a.kind() != b.kind() && a.kind() != Kind.UNKNOWN && b.kind() != Kind.UNKNOWN;
    }

    private double sum(PairWeights weights) {
        double match = weights.matchPrior();
        double shared = weights.sharedPrior();
        double namesake = 0;
        double sameName = weights.namesakePrior();
        double unrelated = 0;
        long rest = vector.pattern();
        for (int i = 0; rest != 0; i++, rest >>>= 4) {
            int level = (int) rest & 15;
            if (level != 0) {
                int at = PairWeights.at(i, level);
                match += weights.match(at);
                shared += weights.shared(at);
                long value = vector.value(i);
                double chance = value == 0 ? weights.unrelated(at) : frequency(i, level, value);
                unrelated += chance;
                // A value that is rarer than others is as much rarer among namesakes.
                double ofNamesakes = weights.namesake(at) + chance - weights.unrelated(at);
                if (Comparison.isName(i)) {
                    sameName += ofNamesakes;
                } else {
                    namesake += ofNamesakes;
                }
            }
        }
        if (vector.fullName() != 0) {
            sameName = fullName(weights);
        }
        return match - PairWeights.log2Sum(PairWeights.log2Sum(shared, namesake + sameName), unrelated);
    }

    /** How probable it is that somebody else bears this very name. */
    private double fullName(PairWeights weights) {
        double known = model.frequencies().log2(Frequency.FULL_NAME, vector.fullName());
        double apart = unrelatedShare(weights, Comparison.GIVEN_NAME, Level.EXACT)
                + unrelatedShare(weights, Comparison.FAMILY_NAME, Level.EXACT);
        return Math.max(known, apart + 1);
    }

    private double frequency(int comparison, int level, long value) {
        return frequency(Comparison.of(comparison), Level.of(level), value);
    }

    private static double matchShare(PairWeights weights, Comparison comparison, Level level) {
        return weights.match(PairWeights.at(comparison, level));
    }

    @SuppressWarnings("EnumOrdinal") // The vector is ordered by position; nothing of it is stored.
    private double unrelatedShare(PairWeights weights, Comparison comparison, Level level) {
        long value = vector.value(comparison.ordinal());
        return value == 0 ? weights.unrelated(PairWeights.at(comparison, level)) : frequency(comparison, level, value);
    }

    private double frequency(Comparison comparison, Level level, long value) {
        TermFrequencies frequencies = model.frequencies();
        if (level == Level.SWAPPED) {
            // Nobody knows which of the two names is which, so the commoner use counts.
            return Math.max(
                    frequencies.log2(Frequency.GIVEN_NAME, value), frequencies.log2(Frequency.FAMILY_NAME, value));
        }
        Frequency kind = Frequency.of(comparison, level);
        return kind == null ? 0 : frequencies.log2(kind, value);
    }

    private Verdict verdict() {
        return IdentifierRule.verdict(model.identifiers(), vector.pattern());
    }

    private boolean isGenerationConflict() {
        return vector.level(Comparison.GENERATION) == Level.DIFFERENT;
    }

    /** Another date of birth or another identifier, where that is rare among records of one customer. */
    private boolean isConflict(PairWeights weights) {
        return isSure(weights, Comparison.BIRTH_DATE, Level.DIFFERENT)
                || isSure(weights, Comparison.BIRTH_DATE, Level.SIMILAR)
                || isSure(weights, Comparison.NATIONAL_ID, Level.DIFFERENT)
                || isSure(weights, Comparison.TAX_ID, Level.DIFFERENT);
    }

    private boolean isSure(PairWeights weights, Comparison comparison, Level level) {
        if (vector.level(comparison) != level) {
            return false;
        }
        // What likeness of the year is worth counts against what the same date would have been worth.
        Level worst = Level.DIFFERENT;
        return matchShare(weights, comparison, worst) - unrelatedShare(weights, comparison, worst)
                <= model.guards().sure();
    }

    private static String text(Comparison comparison, Level level) {
        return title(comparison) + ": " + comparison.text(level);
    }

    private static String title(Comparison comparison) {
        String title = comparison.title();
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }
}
