package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.ingest.IngestItem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The same versions in any order, batching and repetition give the same profiles. */
class OrderDoesNotMatterTest {
    private static final String[] SYSTEMS = {"erp", "shop", "mailing"};
    private static final String[] GIVEN = {"Ada", "Grace", "Alan", "Edsger"};
    private static final String[] FAMILY = {"Lovelace", "Hopper", "Turing"};

    @Property(tries = 25)
    void shufflesDuplicatesAndLateArrivalsGiveTheSameProfiles(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int batch) {
        var random = new Random(seed);
        try (var first = HubFixture.scratch();
                var second = HubFixture.scratch()) {
            List<IngestItem> versions = versions(first, random);
            Set<String> expected = state(first, versions, versions.size());
            var shuffled = new ArrayList<>(versions);
            shuffled.addAll(versions.subList(0, versions.size() / 3));
            Collections.shuffle(shuffled, random);
            assertThat(state(second, shuffled, batch)).isEqualTo(expected);
        }
    }

    private static Set<String> state(HubFixture hub, List<IngestItem> versions, int batch) {
        for (int from = 0; from < versions.size(); from += batch) {
            hub.ingest(versions.subList(from, Math.min(versions.size(), from + batch))
                    .toArray(IngestItem[]::new));
        }
        assertThat(hub.audit().counts()).isEmpty();
        return hub.state();
    }

    /** A few people, told by three systems in several versions, with shared and changing addresses and numbers. */
    private static List<IngestItem> versions(HubFixture hub, Random random) {
        var versions = new ArrayList<IngestItem>();
        for (int record = 0; record < 14; record++) {
            String system = SYSTEMS[random.nextInt(SYSTEMS.length)];
            for (int version = 1; version <= 1 + random.nextInt(3); version++) {
                versions.add(hub.version(system, "r" + record, version, person(random)));
            }
        }
        return versions;
    }

    private static CustomerData person(Random random) {
        int who = random.nextInt(6);
        return HubFixture.person(
                GIVEN[who % GIVEN.length],
                FAMILY[who % FAMILY.length],
                "customer" + (random.nextInt(5) == 0 ? random.nextInt(6) : who) + "@example.test",
                "+49301234567" + (random.nextInt(4) == 0 ? random.nextInt(6) : who));
    }
}
