package dev.karat.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MemoryCandidateIndexTest {
    @Property(tries = 12)
    void candidatesFollowTheRuleWhateverWasAddedAndRemovedBefore(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int cap) {
        var random = new SplittableRandom(seed);
        List<Features> world = People.world(seed, 60);
        var index = new MemoryCandidateIndex(cap);
        var present = new TreeMap<Long, Features>();
        for (int step = 0; step < 100; step++) {
            long rid = random.nextInt(40);
            Map<Long, Set<Long>> before = candidates(index, present);
            long[] changed;
            if (random.nextInt(3) == 0) {
                changed = index.remove(rid);
                present.remove(rid);
            } else {
                Features features = world.get(random.nextInt(world.size()));
                changed = index.add(rid, features);
                present.put(rid, features);
            }
            Map<Long, Set<Long>> after = candidates(index, present);
            assertThat(after).isEqualTo(byTheRule(present, cap));
            assertThat(Arrays.stream(changed).boxed().toList()).containsAll(changedOthers(rid, before, after));
        }
        assertThat(index.size()).isEqualTo(present.size());
    }

    /** Records whose candidates, apart from the record that was written, are other ones than before. */
    private static Set<Long> changedOthers(long rid, Map<Long, Set<Long>> before, Map<Long, Set<Long>> after) {
        Set<Long> changed = new HashSet<>();
        before.forEach((other, candidates) -> {
            Set<Long> now = new HashSet<>(after.getOrDefault(other, Set.of()));
            Set<Long> then = new HashSet<>(candidates);
            now.remove(rid);
            then.remove(rid);
            if (other != rid && !now.equals(then)) {
                changed.add(other);
            }
        });
        return changed;
    }

    private static Map<Long, Set<Long>> candidates(CandidateIndex index, Map<Long, Features> present) {
        Map<Long, Set<Long>> all = new HashMap<>();
        present.keySet().forEach(rid -> {
            Set<Long> found = new HashSet<>();
            Arrays.stream(index.candidates(rid)).forEach(found::add);
            all.put(rid, found);
        });
        return all;
    }

    private static Map<Long, Set<Long>> byTheRule(Map<Long, Features> present, int cap) {
        Map<Form, Set<Features>> bearers = new HashMap<>();
        present.values()
                .forEach(features -> forms(features)
                        .forEach(form -> bearers.computeIfAbsent(form, any -> new HashSet<>())
                                .add(features)));
        Map<Long, Set<Long>> all = new HashMap<>();
        present.forEach((rid, features) -> {
            Set<Long> candidates = new HashSet<>();
            present.forEach((other, otherFeatures) -> {
                Set<Form> shared = new HashSet<>(forms(features));
                shared.retainAll(forms(otherFeatures));
                boolean compared = features.equals(otherFeatures)
                        || shared.stream()
                                .anyMatch(form ->
                                        bearers.getOrDefault(form, Set.of()).size() <= cap << form.depth());
                if (compared && !other.equals(rid)) {
                    candidates.add(other);
                }
            });
            all.put(rid, candidates);
        });
        return all;
    }

    private record Form(long key, int depth) {}

    private static List<Form> forms(Features features) {
        List<Form> forms = new ArrayList<>();
        var keys = new BlockingKeys().fill(features);
        for (int i = 0; i < keys.size(); i++) {
            for (int depth = 0; depth <= BlockingKeys.DEPTH_MAX && keys.at(i, depth) != 0; depth++) {
                forms.add(new Form(keys.at(i, depth), depth));
            }
        }
        return forms;
    }

    @Test
    void tenThousandEqualRecordsAreOneNode() {
        var index = new MemoryCandidateIndex(2);
        Features same = People.person("Anna", "Novak", "1980-02-03", "anna@novak.cz", "");
        for (int rid = 0; rid < 10_000; rid++) {
            assertThat(index.add(rid, same)).isEmpty();
        }
        Features near = People.person("Anna", "Novak", "1980-02-03", "", "");
        assertThat(index.add(10_000, near)).isEmpty();
        assertThat(index.candidates(10_000)).hasSize(10_000);
        assertThat(index.candidates(near)).hasSize(10_001);
    }
}
