package dev.karat.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClustererTest {
    private static final Features ROBERT = People.person("Robert", "Lindqvist", "1978-12-11", "bob@lindqvist.se", "");
    private static final Features BOB = People.person("Bob", "Lindqvist", "1978-12-11", "bob@lindqvist.se", "");
    private static final Features OTHER = People.person("Ingrid", "Garcia", "1950-01-30", "ig@garcia.es", "");

    private final MatchModel model = MatchModel.standard();

    private List<List<Long>> cluster(List<Member> members, Constraints constraints) {
        return new Clusterer(model)
                .cluster(members, Neighbours.all(members), constraints).stream()
                        .map(cluster -> Arrays.stream(cluster).boxed().toList())
                        .toList();
    }

    private static List<Member> members(Features... features) {
        return IntStream.range(0, features.length)
                .mapToObj(i -> People.member(i, features[i]))
                .toList();
    }

    @Property(tries = 60)
    void theOrderOfTheMembersNeverMatters(@ForAll long seed) {
        List<Features> world = People.world(seed, 40);
        List<Member> members = new ArrayList<>(members(world.toArray(Features[]::new)));
        List<List<Long>> clusters = cluster(members, Constraints.none());
        Collections.shuffle(members, new Random(seed));
        assertThat(cluster(members, Constraints.none())).isEqualTo(clusters);
    }

    @Test
    void linksJoinAndTheRestStaysAlone() {
        assertThat(cluster(members(ROBERT, OTHER, BOB), Constraints.none()))
                .containsExactly(List.of(0L, 2L), List.of(1L));
    }

    /** A key may have to be read from the store, for each record of a large component. */
    @Test
    void asksForNoKeyWhereContentDecides() {
        Features elder = People.person("John", "Novak Sr", "", "jn@novak.cz", "12 Main Street");
        Features unsaid = People.person("John", "Novak", "", "jn@novak.cz", "12 Main Street");
        Features younger = People.person("John", "Novak Jr", "", "jn@novak.cz", "12 Main Street");
        List<Member> keyless = members(elder, unsaid, younger, ROBERT, ROBERT).stream()
                .map(member -> new Member(member.rid(), ClustererTest::noKey, member.features()))
                .toList();

        var parted = new Clusterer(model).part(keyless, Neighbours.all(keyless), Constraints.none(), rid -> true);

        assertThat(parted.clusters()).hasSize(3).contains(new long[] {3, 4});
    }

    private static RecordKey noKey() {
        throw new AssertionError("A key was asked for");
    }

    @Test
    void aMereAddressJoinsTheCustomerWhoHasItAlsoIfAnotherOfTheirRecordsHasNone() {
        Features withoutAddress = People.person("Robert", "Lindqvist", "1978-12-11", "", "");
        Features mereAddress = People.person("", "", "", "bob@lindqvist.se", "");
        assertThat(cluster(members(ROBERT, withoutAddress, mereAddress), Constraints.none()))
                .containsExactly(List.of(0L, 1L, 2L));
    }

    @Nested
    class WhenAStewardDecided {
        private Constraints.Pair pair(int a, int b) {
            return Constraints.Pair.of(People.key(a), People.key(b));
        }

        @Test
        void alwaysJoinsWhatNothingElseJoins() {
            var constraints = new Constraints(Set.of(pair(0, 1)), Set.of());
            assertThat(cluster(members(ROBERT, OTHER, BOB), constraints)).containsExactly(List.of(0L, 1L, 2L));
        }

        @Test
        void neverKeepsApartEvenEqualRecords() {
            var constraints = new Constraints(Set.of(), Set.of(pair(0, 1)));
            assertThat(cluster(members(ROBERT, ROBERT), constraints)).containsExactly(List.of(0L), List.of(1L));
        }

        @Test
        void neverKeepsApartWhatAThirdRecordWouldJoin() {
            var constraints = new Constraints(Set.of(), Set.of(pair(0, 2)));
            assertThat(cluster(members(ROBERT, BOB, BOB), constraints))
                    .hasSize(2)
                    .noneMatch(cluster -> cluster.containsAll(List.of(0L, 2L)));
        }
    }

    @Test
    void aRecordBetweenElderAndYoungerDoesNotJoinThem() {
        Features elder = People.person("John", "Novak Sr", "", "jn@novak.cz", "12 Main Street");
        Features younger = People.person("John", "Novak Jr", "", "jn@novak.cz", "12 Main Street");
        Features unsaid = People.person("John", "Novak", "", "jn@novak.cz", "12 Main Street");
        assertThat(cluster(members(elder, unsaid, younger), Constraints.none()))
                .hasSize(2)
                .noneMatch(cluster -> cluster.containsAll(List.of(0L, 2L)));
    }

    @Test
    void oneToOneKeepsRecordsOfOneSystemApart() {
        var crm = new Member(0, new RecordKey("crm", "customer", "1"), ROBERT);
        var crmAgain = new Member(1, new RecordKey("crm", "customer", "2"), ROBERT);
        var shop = new Member(2, new RecordKey("shop", "customer", "1"), ROBERT);
        List<Member> members = List.of(crm, crmAgain, shop);
        assertThat(new Clusterer(model, true).cluster(members, Neighbours.all(members), Constraints.none()))
                .hasSize(2);
        assertThat(new Clusterer(model, false).cluster(members, Neighbours.all(members), Constraints.none()))
                .hasSize(1);
    }

    @Test
    void aClusterThatIsTooLargeIsCut() {
        var guards = new Guards(5, 5, 2, -100, 12, -100, -100, -100);
        var tight = new MatchModel(
                "tight",
                model.linkAt(),
                model.reviewAt(),
                model.keyCap(),
                guards,
                model.identifiers(),
                model.person(),
                model.organization(),
                model.frequencies());
        Features[] namesakes = IntStream.range(0, 40)
                .mapToObj(i -> People.person("Robert", "Lindqvist", "1978-12-11", "bob" + i / 2 + "@x.se", ""))
                .toArray(Features[]::new);
        List<Member> members = members(namesakes);
        assertThat(new Clusterer(tight).cluster(members, Neighbours.all(members), Constraints.none()))
                .allMatch(cluster -> cluster.length <= 5);
        assertThat(new Clusterer(tight)
                        .part(members, Neighbours.all(members), Constraints.none())
                        .cut())
                .hasSize(1);
    }
}
