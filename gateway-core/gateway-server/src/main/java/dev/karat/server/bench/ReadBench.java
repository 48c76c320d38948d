package dev.karat.server.bench;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.PageMapper;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.server.Announcement;
import dev.karat.server.RunningGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Measures how fast profiles are read by their ids over REST: requests are sent at their times whether or not earlier
 * ones were answered (an open loop), and the time of each counts from when it should have been sent. Gateway and load
 * share this process.
 */
public final class ReadBench {
    /** Requests under way at once, at most; beyond it the gateway does not keep up at all. */
    private static final int UNDER_WAY_MAX = 5_000;

    private static final int PAGE = 500;
    private static final long SEED = 7;
    private static final Duration WARM_UP_MAX = Duration.ofSeconds(10);

    private static final String POLICY = """
            version: 1
            gateway: { country: DE }
            systems:
              erp: { connector: files, connection: { url: "file:inbox" } }
              shop: { connector: files, connection: { url: "file:inbox" } }
              support: { connector: files, connection: { url: "file:inbox" } }
              mailing: { connector: files, connection: { url: "file:inbox" } }
            """;

    private final int stored;
    private final int perSecond;
    private final Duration time;

    /**
     * What to measure.
     *
     * @param stored records that are stored before, 1 or more
     * @param perSecond requests per second, 1 or more
     * @param time for which it is measured
     */
    public ReadBench(int stored, int perSecond, Duration time) {
        this.stored = stored;
        this.perSecond = perSecond;
        this.time = time;
    }

    /**
     * What was measured.
     *
     * @param failed requests that were not answered with a profile
     * @param perSecond answers per second
     */
    public record Result(long profiles, long requests, long failed, double perSecond, double p50Ms, double p99Ms) {}

    /**
     * Starts a gateway, fills it and reads from it.
     *
     * @param gateway how a gateway is started with a list of settings
     */
    public Result run(Function<List<String>, ConfigurableApplicationContext> gateway, Path connectors)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("karat-bench-read");
        Files.writeString(folder.resolve("gateway.yaml"), POLICY);
        var settings = List.of(
                "--karat.data=" + folder.resolve("data"),
                "--karat.routes=" + folder,
                "--karat.connectors=" + connectors,
                "--server.port=0",
                "--logging.level.dev.karat.audit=warn");
        try (ConfigurableApplicationContext context = gateway.apply(settings)) {
            fill(context.getBean(Hub.class), context.getBean(PageMapper.class));
            List<String> ids = ids(context.getBean(Store.class));
            RunningGateway running =
                    context.getBean(Announcement.class).running().orElseThrow();
            var requests = new Requests(running, ids);
            // A process that has just started is slow: at the full rate it would only pile requests up.
            Duration warmUp = time.compareTo(WARM_UP_MAX) < 0 ? time : WARM_UP_MAX;
            requests.send(Math.max(1, perSecond / 10), warmUp);
            requests.send(Math.max(1, perSecond / 3), warmUp);
            requests.send(perSecond, warmUp);
            return requests.send(perSecond, time);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private void fill(Hub hub, PageMapper mapper) {
        var rows = new BenchRows(stored, PAGE, Clock.systemUTC());
        for (RecordPage page = rows.nextStored(); page != null; page = rows.nextStored()) {
            hub.ingest(mapper.items(page)).join();
        }
    }

    private static List<String> ids(Store store) {
        var ids = new ArrayList<String>();
        List<StoredGolden> page = store.liveGoldens(null, PAGE);
        while (!page.isEmpty()) {
            page.forEach(golden -> ids.add(golden.id()));
            page = store.liveGoldens(ids.get(ids.size() - 1), PAGE);
        }
        return ids;
    }

    private static final class Requests {
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final RunningGateway gateway;
        private final String token;
        private final List<String> ids;
        private final Random random = new Random(SEED);

        Requests(RunningGateway gateway, List<String> ids) throws IOException {
            this.gateway = gateway;
            this.token = Files.readString(Path.of(gateway.tokenFile())).strip();
            this.ids = ids;
        }

        Result send(int perSecond, Duration time) throws InterruptedException {
            int count = Math.toIntExact(perSecond * time.toSeconds());
            long[] nanos = new long[count];
            var failed = new AtomicLong();
            var free = new Semaphore(UNDER_WAY_MAX);
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = start + i * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                free.acquire();
                int number = i;
                var unused = http.sendAsync(request(), HttpResponse.BodyHandlers.ofByteArray())
                        .whenComplete((answer, failure) -> {
                            nanos[number] = System.nanoTime() - due;
                            if (failure != null || answer.statusCode() != 200) {
                                failed.incrementAndGet();
                            }
                            free.release();
                        });
            }
            free.acquire(UNDER_WAY_MAX);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (failed.get() == count) {
                throw new GatewayException(ErrorCode.INTERNAL, "No profile could be read");
            }
            Arrays.sort(nanos);
            return new Result(
                    ids.size(),
                    count,
                    failed.get(),
                    count / seconds,
                    nanos[count / 2] / 1e6,
                    nanos[(int) (count * 0.99)] / 1e6);
        }

        private HttpRequest request() {
            String id = ids.get(random.nextInt(ids.size()));
            return HttpRequest.newBuilder(URI.create(gateway.url() + "/api/customers/" + id))
                    .header("Authorization", "Bearer " + token)
                    .build();
        }
    }
}
