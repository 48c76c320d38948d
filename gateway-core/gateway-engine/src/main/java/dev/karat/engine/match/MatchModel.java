package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Kind;
import java.util.List;

/**
 * Everything that decides whether records match, frozen under a version: the same records and the same model give the
 * same clusters, in a batch and in the stream. Immutable.
 *
 * @param version names the model for ever; another content needs another version
 * @param linkAt probability from which two records are one customer, between 0 and 1
 * @param reviewAt probability from which a person should look, at most {@code linkAt}
 * @param keyCap distinct feature vectors that may bear a blocking key before its narrowed forms take over
 * @param person weights for persons and for records of which too little is known
 * @param organization weights for organisations
 */
public record MatchModel(
        String version,
        double linkAt,
        double reviewAt,
        int keyCap,
        Guards guards,
        List<IdentifierRule> identifiers,
        PairWeights person,
        PairWeights organization,
        TermFrequencies frequencies) {
    private static final class Holder {
        static final MatchModel STANDARD = ModelJson.readStandard();
    }

    public MatchModel {
        if (!(linkAt > 0 && linkAt < 1 && reviewAt > 0 && reviewAt <= linkAt)) {
            throw new IllegalArgumentException("0 < reviewAt <= linkAt < 1 does not hold");
        }
        if (keyCap < 2) {
            throw new IllegalArgumentException("keyCap is at least 2");
        }
        identifiers = List.copyOf(identifiers);
    }

    /** The model {@code default-1}, which comes with the product and needs no training. */
    public static MatchModel standard() {
        return Holder.STANDARD;
    }

    /** The same model with other weights and frequencies under another version. */
    public MatchModel fitted(
            String newVersion, PairWeights newPerson, PairWeights newOrganization, TermFrequencies newFrequencies) {
        return new MatchModel(
                newVersion, linkAt, reviewAt, keyCap, guards, identifiers, newPerson, newOrganization, newFrequencies);
    }

    /**
     * The same model with other thresholds. Throws IllegalArgumentException if they are no thresholds.
     *
     * @param newLinkAt probability from which two records are one customer, between 0 and 1
     * @param newReviewAt probability from which a person should look, at most {@code newLinkAt}
     */
    public MatchModel decidingAt(double newLinkAt, double newReviewAt) {
        return new MatchModel(
                version, newLinkAt, newReviewAt, keyCap, guards, identifiers, person, organization, frequencies);
    }

    /** The weight from which a pair is linked, in bits. */
    public double linkWeight() {
        return weight(linkAt);
    }

    /** The weight from which a pair is put before a person, in bits. */
    public double reviewWeight() {
        return weight(reviewAt);
    }

    MatchDecision decide(double weight) {
        if (weight >= linkWeight()) {
            return MatchDecision.LINK;
        }
        return weight >= reviewWeight() ? MatchDecision.REVIEW : MatchDecision.DISTINCT;
    }

    PairWeights weights(Features a, Features b) {
        return isOrganization(a, b) ? organization : person;
    }

    /** True if the pair is weighed as one of organisations. */
    public static boolean isOrganization(Features a, Features b) {
        return a.kind() == Kind.ORGANIZATION || b.kind() == Kind.ORGANIZATION;
    }

    /** The weight of a probability, in bits: the logarithm of the odds. */
    public static double weight(double probability) {
        return PairWeights.log2(probability / (1 - probability));
    }
}
