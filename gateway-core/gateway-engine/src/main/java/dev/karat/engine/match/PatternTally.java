package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;

/** How many pairs of persons, and how many of organisations, agree in which way. Not safe for several threads. */
public final class PatternTally {
    private final PatternCounts person = new PatternCounts();
    private final PatternCounts organization = new PatternCounts();

    /** Counts one candidate pair. */
    public void add(Features a, Features b, long pattern) {
        of(a, b).addCandidate(pattern, 1);
    }

    /** Adds what another one counted; the order does not matter. */
    public void addAll(PatternTally other) {
        person.addAll(other.person);
        organization.addAll(other.organization);
    }

    PatternCounts of(Features a, Features b) {
        return MatchModel.isOrganization(a, b) ? organization : person;
    }

    PatternCounts person() {
        return person;
    }

    PatternCounts organization() {
        return organization;
    }
}
