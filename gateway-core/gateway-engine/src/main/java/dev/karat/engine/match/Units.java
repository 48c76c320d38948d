package dev.karat.engine.match;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The least parts of a component: records that say the same and say enough are one unit, so that ten thousand equal
 * records cost as much as one. Units are in the order of their content, and only then of their keys; the members of a
 * unit are in the order in which they came.
 */
final class Units {
    private static final Comparator<List<Member>> ORDER = Comparator.comparingLong(
                    (List<Member> unit) -> unit.get(0).features().hash())
            .thenComparing(unit -> unit.get(0).key());

    private final List<List<Member>> units;
    private final LongLongMap ofRid = new LongLongMap();

    private Units(List<List<Member>> units) {
        this.units = units;
        for (int i = 0; i < units.size(); i++) {
            for (Member member : units.get(i)) {
                ofRid.put(member.rid(), i);
            }
        }
    }

    static Units of(
            Collection<Member> members,
            Constraints constraints,
            PairScorer scorer,
            double linkWeight,
            boolean oneToOne) {
        Set<RecordKey> constrained = new HashSet<>();
        constraints.never().forEach(pair -> constrained.addAll(List.of(pair.first(), pair.second())));
        Map<Features, List<Member>> equal = new HashMap<>();
        for (Member member : members) {
            equal.computeIfAbsent(member.features(), features -> new ArrayList<>())
                    .add(member);
        }
        var units = new ArrayList<List<Member>>();
        equal.forEach((features, same) -> {
            // Nobody is asked for a key without need: the store may have to be read for it.
            boolean one = same.size() > 1
                    && !oneToOne
                    && (constrained.isEmpty() || same.stream().noneMatch(member -> constrained.contains(member.key())))
                    && scorer.weight(features, features) >= linkWeight;
            if (one) {
                units.add(same);
            } else {
                same.sort(Comparator.comparing(Member::key));
                same.forEach(member -> units.add(List.of(member)));
            }
        });
        units.sort(ORDER);
        return new Units(units);
    }

    int size() {
        return units.size();
    }

    List<Member> members(int unit) {
        return units.get(unit);
    }

    Features features(int unit) {
        return units.get(unit).get(0).features();
    }

    /** The unit of a record, or -1. */
    int of(long rid) {
        long unit = ofRid.get(rid);
        return unit == LongLongMap.NONE ? -1 : (int) unit;
    }
}
