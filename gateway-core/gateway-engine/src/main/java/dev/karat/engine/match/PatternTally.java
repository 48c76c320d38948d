package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;

/** How many pairs of persons, and how many of organisations, agree in which way. Not safe for several threads. */
public final class PatternTally {
    private final PatternCounts person = new PatternCounts();
    private final PatternCounts organization = new PatternCounts();

    /**
     * Counts one candidate pair.
     *
     * @param times how many pairs it stands for
     */
    public void add(long pattern, boolean organizations, int times) {
        (organizations ? organization : person).addCandidate(pattern, times);
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
