package dev.karat.server.cluster;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.karat.api.model.Attribute;
import dev.karat.server.FreePort;
import dev.karat.server.GatewayUnderTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes keep profiles for each other, and now and then a third one, in a process of its own. */
class CachedProfilesTest {
    private static final Duration WAIT = Duration.ofMillis(50);

    /** What no read may take, whatever became of other nodes; an operation of Hazelcast gives up after 5 s. */
    private static final Duration FAST = Duration.ofSeconds(1);

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();
    private final String cluster = "profiles-" + UUID.randomUUID();
    private final int port = FreePort.any();
    private Node one;
    private Node two;

    /** One node as far as profiles go. */
    private record Node(HazelcastInstance member, CachedProfiles cache, SimpleMeterRegistry metrics) {
        double reads(String from) {
            return metrics.get("karat.profiles.read")
                    .tag("from", from)
                    .counter()
                    .count();
        }

        String shown(String id) {
            return cache.get(id)
                    .map(kept -> new String(kept, StandardCharsets.UTF_8))
                    .orElse("");
        }
    }

    @BeforeEach
    void join() {
        one = node(port);
        two = node(FreePort.any());
    }

    private Node node(int listening) {
        var member = Hazelcast.newHazelcastInstance(MemberProcess.config(cluster, listening, port));
        var metrics = new SimpleMeterRegistry();
        return new Node(member, new CachedProfiles(gateway.store(), member, WAIT, metrics), metrics);
    }

    @AfterEach
    void leave() {
        for (Node node : List.of(one, two)) {
            node.cache().stop();
            node.member().getLifecycleService().terminate();
        }
    }

    /** Takes a customer in, or changes one, and waits until both nodes know. */
    private String named(String id, String family) {
        int own = Math.floorMod(id.hashCode(), 1_000_000);
        String phone = "+4930" + (14_000_000 + own);
        String golden = gateway.ingest("erp", id, person("Ada" + word(own), family, id + "@cache.test", phone));
        Awaitility.await()
                .until(() -> Stream.of(one, two)
                        .allMatch(
                                node -> node.cache().known() >= gateway.store().lastChange()));
        return golden;
    }

    /** What one node reads the other one has; a slow moment of the machine may let it ask the store instead. */
    private void awaitKept(Node reading, Node having, String id, String name) {
        Awaitility.await().until(() -> {
            assertThat(read(reading, id)).isEqualTo(name);
            return having.shown(id).equals(name);
        });
    }

    /** Nobody shares a name, so that nobody is taken for another. */
    private static String word(int number) {
        return Integer.toString(number, 26)
                .chars()
                .map(digit -> 'a' + Character.digit(digit, 26))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private String stored(String id) {
        return String.valueOf(
                gateway.store().survivor(id).orElseThrow().profile().data().text(Attribute.FAMILY_NAME));
    }

    private String kept(String id) {
        byte[] kept = one.member().<String, byte[]>getMap(CachedProfiles.MAP).get(id);
        return kept == null ? "" : new String(kept, StandardCharsets.UTF_8);
    }

    /** As the API reads. */
    private String read(Node node, String id) {
        long started = System.nanoTime();
        String shown = node.shown(id);
        if (shown.isEmpty()) {
            long known = node.cache().known();
            shown = stored(id);
            node.cache().put(id, known, shown.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(FAST);
        return shown;
    }

    @Test
    void showsWhatAnotherNodeRead() {
        String id = named("cached-1", "Lovelace");

        assertThat(read(one, id)).isEqualTo("Lovelace");

        awaitKept(one, two, id, "Lovelace");
        assertThat(two.reads("cache")).isPositive();
        assertThat(one.reads("store")).isPositive();
    }

    @Test
    void doesNotShowWhatChangedAlthoughNobodyDroppedIt() {
        String id = named("cached-2", "Byron");
        long before = one.cache().known();
        awaitKept(one, two, id, "Byron");

        named("cached-2", "Lovelace");

        assertThat(one.shown(id)).isEmpty();
        assertThat(two.shown(id)).isEmpty();
        assertThat(read(two, id)).isEqualTo("Lovelace");
        awaitKept(two, one, id, "Lovelace");

        // What was read before the change may come late, as from a node that was paused.
        Awaitility.await().until(() -> {
            one.cache().put(id, before, "Byron".getBytes(StandardCharsets.UTF_8));
            return kept(id).endsWith("Byron");
        });
        assertThat(one.shown(id)).isEmpty();
        assertThat(read(two, id)).isEqualTo("Lovelace");
    }

    @Test
    void goesOnByTheStoreWhenAllMembersAreGone() {
        String id = named("cached-3", "Byron");
        read(one, id);

        one.member().shutdown();
        two.member().shutdown();
        named("cached-3", "Lovelace");

        for (Node node : List.of(one, two)) {
            assertThat(read(node, id)).isEqualTo("Lovelace");
            assertThat(node.reads("late")).isPositive();
        }
    }

    @Test
    void waitsForNoNodeThatIsPaused() throws Exception {
        try (var third = new MemberProcess(cluster, FreePort.any(), port)) {
            var members = one.member().getCluster();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> members.getMembers().size() == 3
                            && one.member().getPartitionService().isClusterSafe());
            String id = keptByTheThird();
            awaitKept(one, two, id, "Byron");

            third.signal("STOP");
            named(recordOf(id), "Lovelace");
            for (int i = 0; i < 20; i++) {
                assertThat(read(one, id)).isEqualTo("Lovelace");
                assertThat(read(two, id)).isEqualTo("Lovelace");
            }
            assertThat(one.reads("late")).isPositive();

            third.signal("CONT");
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                assertThat(read(one, id)).isEqualTo("Lovelace");
                assertThat(read(two, id)).isEqualTo("Lovelace");
                return two.shown(id).equals("Lovelace") && one.shown(id).equals("Lovelace");
            });
        }
    }

    private String keptByTheThird() {
        var ours = Stream.of(one, two)
                .map(node -> node.member().getCluster().getLocalMember().getUuid())
                .toList();
        for (int i = 0; i < 100; i++) {
            String id = named("paused-" + i, "Byron");
            var owner = one.member().getPartitionService().getPartition(id).getOwner();
            if (owner != null && !ours.contains(owner.getUuid())) {
                return id;
            }
        }
        throw new AssertionError("The third member keeps nothing");
    }

    private String recordOf(String golden) {
        return gateway.store().recordsOf(golden).get(0).key().id();
    }
}
