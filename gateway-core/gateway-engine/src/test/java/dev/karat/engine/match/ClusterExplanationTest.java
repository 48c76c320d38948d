package dev.karat.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.ClusterExplanation.Join;
import dev.karat.engine.match.ClusterExplanation.Reason;
import dev.karat.engine.match.ClusterExplanation.Refused;
import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The steps that are told are those that were taken. */
class ClusterExplanationTest {
    private static final MatchModel MODEL = MatchModel.standard();
    private static final Features ROBERT = People.person("Robert", "Lindqvist", "1978-12-11", "bob@lindqvist.se", "");
    private static final Features BOB = People.person("Bob", "Lindqvist", "1978-12-11", "bob@lindqvist.se", "");
    private static final Features OTHER = People.person("Ingrid", "Garcia", "1950-01-30", "ig@garcia.es", "");

    private static List<Member> members(Features... features) {
        return IntStream.range(0, features.length)
                .mapToObj(i -> People.member(i, features[i]))
                .toList();
    }

    private static ClusterExplanation explain(MatchModel model, Constraints constraints, Features... features) {
        List<Member> members = members(features);
        return new Clusterer(model).explain(members, Neighbours.all(members), constraints);
    }

    private static Constraints.Pair pair(int a, int b) {
        return Constraints.Pair.of(People.key(a), People.key(b));
    }

    @Property(tries = 60)
    void theJoinsAreTheClustersAndNothingThatWasRefusedIsInOne(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        List<Features> world = new ArrayList<>(People.world(seed, 40));
        world.addAll(world.subList(0, 5));
        List<Member> members = members(world.toArray(Features[]::new));
        var constraints = new Constraints(some(random), some(random));
        var clusterer = new Clusterer(guarded(8));

        ClusterExplanation told = clusterer.explain(members, Neighbours.all(members), constraints);

        List<Set<Long>> clusters = new ArrayList<>();
        clusterer.cluster(members, Neighbours.all(members), constraints).forEach(cluster -> {
            clusters.add(new TreeSet<>());
            for (long rid : cluster) {
                clusters.get(clusters.size() - 1).add(rid);
            }
        });
        assertThat(joined(members, told.joins())).containsExactlyInAnyOrderElementsOf(clusters);
        assertThat(told.joins()).hasSize(members.size() - clusters.size());
        assertThat(told.refused())
                .allMatch(refused -> clusters.stream()
                        .noneMatch(cluster -> cluster.contains(refused.first().rid())
                                && cluster.contains(refused.second().rid())));
    }

    private static Set<Constraints.Pair> some(SplittableRandom random) {
        return random.ints(3, 0, 40)
                .mapToObj(a -> pair(a, (a + 1 + random.nextInt(39)) % 40))
                .collect(Collectors.toSet());
    }

    private static Set<Set<Long>> joined(List<Member> members, List<Join> joins) {
        Map<Long, Set<Long>> of = new HashMap<>();
        members.forEach(member -> of.put(member.rid(), new TreeSet<>(Set.of(member.rid()))));
        for (Join join : joins) {
            Set<Long> first = of.getOrDefault(join.first().rid(), Set.of());
            first.addAll(of.getOrDefault(join.second().rid(), Set.of()));
            first.forEach(rid -> of.put(rid, first));
        }
        return new HashSet<>(of.values());
    }

    /** The standard model with clusters of at most so many records. */
    private static MatchModel guarded(int membersMax) {
        Guards guards = MODEL.guards();
        return with(new Guards(
                membersMax,
                membersMax,
                2,
                guards.bridge(),
                guards.pairFloor(),
                guards.conflict(),
                guards.contradicted(),
                guards.sure()));
    }

    private static MatchModel with(Guards guards) {
        return new MatchModel(
                "guarded",
                MODEL.linkAt(),
                MODEL.reviewAt(),
                MODEL.keyCap(),
                guards,
                MODEL.identifiers(),
                MODEL.person(),
                MODEL.organization(),
                MODEL.frequencies());
    }

    @Test
    void equalRecordsAStewardsWordAndLinksAreToldApart() {
        var told = explain(MODEL, new Constraints(Set.of(pair(0, 3)), Set.of()), ROBERT, ROBERT, BOB, OTHER);
        assertThat(told.joins())
                .extracting(Join::reason)
                .containsExactlyInAnyOrder(Reason.EQUAL, Reason.STEWARD, Reason.LINK);
    }

    @Nested
    class WhenAGuardRefuses {
        private Refusal refusal(ClusterExplanation told) {
            assertThat(told.refused()).isNotEmpty();
            return told.refused().get(0).refusal();
        }

        @Test
        void aStewardsNeverIsNamed() {
            var told = explain(MODEL, new Constraints(Set.of(), Set.of(pair(0, 1))), ROBERT, BOB);
            assertThat(refusal(told)).isEqualTo(new Refusal.Never(People.key(0), People.key(1)));
            assertThat(refusal(told).text()).isEqualTo("A steward said that crm:c0 and crm:c1 are two customers.");
        }

        @Test
        void theTwoThatContradictEachOtherAreNamed() {
            Features elder = People.person("John", "Novak Sr", "", "jn@novak.cz", "12 Main Street");
            Features unsaid = People.person("John", "Novak", "", "jn@novak.cz", "12 Main Street");
            Features younger = People.person("John", "Novak Jr", "", "jn@novak.cz", "12 Main Street");
            assertThat(refusal(explain(MODEL, Constraints.none(), elder, unsaid, younger)))
                    .isInstanceOfSatisfying(
                            Refusal.Contradiction.class,
                            contradiction -> assertThat(Set.of(contradiction.first(), contradiction.second()))
                                    .isEqualTo(Set.of(People.key(0), People.key(2))));
        }

        @Test
        void theSystemThatHoldsNobodyTwiceIsNamed() {
            List<Member> members = List.of(
                    new Member(0, new RecordKey("crm", "customer", "1"), ROBERT),
                    new Member(1, new RecordKey("crm", "customer", "2"), BOB));
            var told = new Clusterer(MODEL, true).explain(members, Neighbours.all(members), Constraints.none());
            assertThat(refusal(told)).isEqualTo(new Refusal.OneToOne("crm"));
        }

        @Test
        void aBridgeSaysWhatItWeighsAndWhatItTakes() {
            var demanding = with(new Guards(100, 50, 2, 20, 12, -5, 2.5, -3));
            assertThat(refusal(explain(demanding, Constraints.none(), ROBERT, BOB)))
                    .isInstanceOfSatisfying(Refusal.WeakBridge.class, weak -> {
                        assertThat(weak.average()).isBetween(MODEL.linkWeight(), 12.0);
                        assertThat(weak.needed()).isEqualTo(20);
                    });
        }

        @Test
        void aClusterThatWasCutSaysFromWhatWeightALinkHolds() {
            var loose = with(new Guards(5, 5, 2, -100, 12, -100, -100, -100));
            Features[] namesakes = IntStream.range(0, 40)
                    .mapToObj(i -> People.person("Robert", "Lindqvist", "1978-12-11", "bob" + i / 2 + "@x.se", ""))
                    .toArray(Features[]::new);
            Features[] distinct = Stream.of(namesakes).distinct().toArray(Features[]::new);
            var told = explain(loose, Constraints.none(), distinct);
            assertThat(told.refused())
                    .extracting(Refused::refusal)
                    .isNotEmpty()
                    .allSatisfy(refusal -> assertThat(refusal)
                            .isInstanceOfSatisfying(
                                    Refusal.TooLarge.class,
                                    cut -> assertThat(cut.threshold()).isGreaterThan(MODEL.linkWeight())));
        }
    }
}
