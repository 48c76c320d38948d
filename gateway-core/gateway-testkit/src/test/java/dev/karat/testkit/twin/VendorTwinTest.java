package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every twin can do, shown with a shop. */
class VendorTwinTest {
    private static final String CUSTOMERS = "/admin/api/2026-07/customers";
    private static final String ANN = "{\"customer\":{\"first_name\":\"Ann\",\"email\":\"ann@example.com\"}}";

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05Z");

    @TempDir
    Path folder = Path.of("");

    private ShopifyTwin shop() {
        return ShopifyTwin.start(TwinSettings.of(clock).in(folder));
    }

    private static Client client(ShopifyTwin shop) {
        return new Client(
                shop, Map.of("X-Shopify-Access-Token", shop.credentials().get("accessToken") + ""));
    }

    @Nested
    class WhenFaultsArePlanned {
        @Test
        void answersThemOnceEachAndThenAsUsual() {
            try (var shop = shop()) {
                shop.faults()
                        .next(1, Fault.status(401))
                        .next(1, Fault.forbiddenWithoutBody())
                        .next(1, Fault.tooManyRequests())
                        .next(1, Fault.tooManyRequests("Wed, 21 Oct 2026 07:28:00 GMT"))
                        .next(1, Fault.serverErrorHtml())
                        .next(1, Fault.unavailable("3"));
                Client client = client(shop);
                assertThat(client.get(CUSTOMERS + ".json").text()).contains("errors");
                assertThat(client.get(CUSTOMERS + ".json").text()).isEmpty();
                assertThat(client.get(CUSTOMERS + ".json").header("Retry-After"))
                        .isEmpty();
                assertThat(client.get(CUSTOMERS + ".json").header("Retry-After"))
                        .startsWith("Wed");
                assertThat(client.get(CUSTOMERS + ".json").text()).startsWith("<html>");
                assertThat(client.get(CUSTOMERS + ".json").status()).isEqualTo(503);
                assertThat(client.get(CUSTOMERS + ".json").status()).isEqualTo(200);
                assertThat(shop.faults().pending()).isZero();
            }
        }

        @Test
        void losesTheAnswerButKeepsTheWrite() {
            try (var shop = shop()) {
                shop.faults().next(1, "POST", "customers", Fault.lostAfterWrite());
                assertThatThrownBy(() -> client(shop).trySend("POST", CUSTOMERS + ".json", ANN))
                        .isInstanceOf(IOException.class);
                assertThat(shop.all()).hasSize(1);
                assertThat(client(shop).post(CUSTOMERS + ".json", ANN).status()).isEqualTo(422);
            }
        }

        @Test
        void dropsTheConnectionBeforeTheWrite() {
            try (var shop = shop()) {
                // The JDK's client repeats a GET by itself, but never a POST.
                shop.faults().next(1, "POST", "", Fault.lostBeforeWrite());
                assertThatThrownBy(() -> client(shop).trySend("POST", CUSTOMERS + ".json", ANN))
                        .isInstanceOf(IOException.class);
                assertThat(shop.all()).isEmpty();
            }
        }

        @Test
        void cutsTheBodyInHalf() {
            try (var shop = shop()) {
                shop.faults().next(1, Fault.truncated());
                var answer = client(shop).get(CUSTOMERS + ".json");
                assertThat(answer.status()).isEqualTo(200);
                assertThatThrownBy(answer::json).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Nested
    class WhenTheProcessEnds {
        @Test
        void goesOnWhereItWas() {
            String before;
            try (var shop = shop()) {
                client(shop).post(CUSTOMERS + ".json", ANN);
                before = shop.all().toString();
                // Another process would find this file after a kill: nothing was closed yet.
                try (var other = shop()) {
                    assertThat(other.all()).hasToString(before);
                }
            }
        }

        @Test
        void forgetsATornLineAndNeverAnIdThatWasGiven() throws IOException {
            String gone;
            try (var shop = shop()) {
                gone = client(shop)
                        .post(CUSTOMERS + ".json", ANN)
                        .json()
                        .get("customer")
                        .get("id")
                        .asText();
                client(shop).delete(CUSTOMERS + "/" + gone + ".json");
            }
            Files.writeString(folder.resolve("shopify.jsonl"), "[[\"customers\",1,{", StandardOpenOption.APPEND);
            try (var shop = shop()) {
                assertThat(shop.all()).isEmpty();
                assertThat(client(shop)
                                .post(CUSTOMERS + ".json", ANN)
                                .json()
                                .get("customer")
                                .get("id")
                                .asText())
                        .isNotEqualTo(gone);
            }
        }

        @Test
        void isSavedToAndLoadedFromAnyFile() {
            Path file = folder.resolve("elsewhere/state.jsonl");
            try (var shop = shop()) {
                client(shop).post(CUSTOMERS + ".json", ANN);
                shop.save(file);
                client(shop).post(CUSTOMERS + ".json", "{\"customer\":{\"first_name\":\"Bob\"}}");
                shop.load(file);
                assertThat(shop.all()).hasSize(1);
            }
        }
    }

    @Test
    void countsWhatWasAskedAndNotWhatItsOwnStaffDoes() {
        try (var shop = shop()) {
            Client client = client(shop);
            client.post(CUSTOMERS + ".json", ANN);
            client.post(CUSTOMERS + ".json", ANN);
            client.get(CUSTOMERS + ".json");
            shop.asStaff("POST", CUSTOMERS + ".json", Json.parse("{\"customer\":{\"first_name\":\"Bob\"}}"));
            shop.all();
            assertThat(shop.log().reads()).isEqualTo(1);
            assertThat(shop.log().writes()).isEqualTo(2);
            assertThat(shop.log().changes()).isEqualTo(1);
            assertThat(shop.log().byMethod()).isEqualTo(Map.of("GET", 1L, "POST", 2L));
        }
    }

    @Test
    void answersLateWhenToldTo() {
        try (var shop = shop()) {
            shop.faults().next(1, Fault.slow(Duration.ofMillis(200)));
            long start = System.nanoTime();
            assertThat(client(shop).get(CUSTOMERS + ".json").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
        }
    }
}
