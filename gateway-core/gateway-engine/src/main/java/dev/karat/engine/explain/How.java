package dev.karat.engine.explain;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.MatchModel;
import java.util.List;

/**
 * How a profile came together: the steps of the run that gives its records to one customer, as matters stand now.
 *
 * @param goldenId the profile; the one that took over, if another id was asked for
 * @param records live records of the profile
 * @param steps in the order in which they happened, which is strongest link first
 * @param joinsLeftOut joins beyond those of the steps that are told
 * @param apart what would have joined the profile to another one
 * @param apartLeftOut refusals beyond those that are told
 * @param followers records that prove nothing by themselves, but hold what Karat wrote there from this profile
 * @param model by which it was decided
 */
public record How(
        String goldenId,
        int records,
        List<Step> steps,
        int joinsLeftOut,
        List<Apart> apart,
        int apartLeftOut,
        List<RecordKey> followers,
        MatchModel model) {
    public How {
        steps = List.copyOf(steps);
        apart = List.copyOf(apart);
        followers = List.copyOf(followers);
    }
}
