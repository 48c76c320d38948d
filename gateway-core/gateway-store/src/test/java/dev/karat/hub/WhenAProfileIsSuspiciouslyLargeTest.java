package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.match.Guards;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchModel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A customer of whom more records say different things than of any real one. */
class WhenAProfileIsSuspiciouslyLargeTest {
    private static final int ALARM = 3;

    @TempDir
    Path folder;

    HubFixture hub;

    @BeforeEach
    void open() {
        hub = new HubFixture(folder.resolve("karat.db"));
        hub.restart(sized(100));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static MatchModel sized(int membersMax) {
        MatchModel standard = MatchModel.standard();
        Guards guards = standard.guards();
        return new MatchModel(
                "sized",
                standard.linkAt(),
                standard.reviewAt(),
                standard.keyCap(),
                new Guards(
                        membersMax,
                        ALARM,
                        guards.step(),
                        guards.bridge(),
                        guards.pairFloor(),
                        guards.conflict(),
                        guards.contradicted(),
                        guards.sure()),
                standard.identifiers(),
                standard.person(),
                standard.organization(),
                standard.frequencies());
    }

    /** Another telephone number each time, but one address. */
    private void report(int number) {
        hub.ingest(hub.version(
                "erp", "" + number, 1, person("Ada", "Lovelace", "ada@example.test", "+4930123456" + (10 + number))));
    }

    private String ada() {
        return hub.profile("erp", "0").orElseThrow().id();
    }

    private LargeProfiles large() {
        return hub.hub.largeProfiles();
    }

    @Test
    void itIsNamedAlsoAfterARestartUntilItIsSmallEnoughAgain() {
        for (int number = 0; number < ALARM; number++) {
            report(number);
        }
        assertThat(large()).isEqualTo(LargeProfiles.NONE);
        report(ALARM);
        report(ALARM + 1);
        assertThat(large().count()).isEqualTo(1);
        assertThat(large().largest()).containsExactly(new LargeProfiles.Large(ada(), ALARM + 2));
        hub.restart();
        assertThat(large().largest()).containsExactly(new LargeProfiles.Large(ada(), ALARM + 2));
        hub.ingest(hub.deletion("erp", "3"), hub.deletion("erp", "4"));
        assertThat(large()).isEqualTo(LargeProfiles.NONE);
    }

    @Test
    void itIsNamedNoMoreOnceItIsErased() {
        for (int number = 0; number <= ALARM; number++) {
            report(number);
        }
        assertThat(large().count()).isEqualTo(1);
        await(hub.hub.erase(ada(), "request 1"));
        assertThat(large()).isEqualTo(LargeProfiles.NONE);
    }

    @Test
    void whatIsCutIsCountedAlsoAfterARestart() {
        hub.restart(sized(ALARM));
        for (int number = 0; number <= ALARM; number++) {
            report(number);
        }
        assertThat(large().cut()).isEqualTo(1);
        hub.restart();
        assertThat(large().cut()).isEqualTo(1);
        hub.ingest(hub.deletion("erp", "0"));
        assertThat(large().cut()).isZero();
    }
}
