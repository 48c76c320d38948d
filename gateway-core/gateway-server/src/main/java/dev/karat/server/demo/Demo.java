package dev.karat.server.demo;

import dev.karat.engine.ingest.PageMapper;
import dev.karat.engine.store.Store;
import dev.karat.server.GatewayClient;
import dev.karat.server.RunningGateway;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/** The twins and the gateway of the demo, both running. */
public final class Demo implements AutoCloseable {
    /** Ends a line of progress that tells how much was written. */
    static final String WRITES = " writes";

    private final Settings settings;
    private final DemoTwins twins;
    private final ConfigurableApplicationContext gateway;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Demo(Settings settings, DemoTwins twins, ConfigurableApplicationContext gateway) {
        this.settings = settings;
        this.twins = twins;
        this.gateway = gateway;
        gateway.addApplicationListener((ApplicationListener<ContextClosedEvent>) event -> stopped.countDown());
    }

    /**
     * What the demo runs on.
     *
     * @param data folder of the gateway
     * @param twins folder of the systems
     * @param connectors folder of the connectors
     * @param seed of the customers
     * @param records of all systems together
     * @param port of the gateway; 0 for any free one
     */
    public record Settings(Path data, Path twins, Path connectors, long seed, int records, int port) {}

    /**
     * What came of it.
     *
     * @param failures what was not as expected, one sentence each
     */
    public record Result(
            DemoState state, long deadLetters, long writesAfterRest, long erasedResurrected, List<String> failures) {
        /** True if everything was as expected. */
        public boolean ok() {
            return failures.isEmpty()
                    && writesAfterRest == 0
                    && erasedResurrected == 0
                    && state.duplicatesAtTargets() == 0;
        }
    }

    /**
     * Starts the systems, fills them if they are new, and starts the gateway on them.
     *
     * @param start starts the gateway with its settings
     */
    public static Demo start(Settings settings, Function<List<String>, ConfigurableApplicationContext> start) {
        var twins = new DemoTwins(settings.twins(), settings.seed(), settings.records());
        try {
            twins.seed();
            Path routes = settings.data().resolve("routes");
            DemoRoutes.write(routes, twins);
            return new Demo(
                    settings,
                    twins,
                    start.apply(List.of(
                            "--karat.data=" + settings.data(),
                            "--karat.routes=" + routes,
                            "--karat.connectors=" + settings.connectors(),
                            "--server.port=" + settings.port(),
                            // The twins answer at once, and nothing is under way to them after a crash.
                            "--karat.delivery.outcome-timeout=2s")));
        } catch (RuntimeException failed) {
            twins.close();
            throw failed;
        }
    }

    /**
     * Plays the story and reads everything back.
     *
     * @param tell told what happens
     * @param progress told from time to time how far a step is
     */
    public Result play(Consumer<String> tell, Consumer<String> progress) {
        GatewayClient client = GatewayClient.of(settings.data());
        tell.accept("The gateway runs at " + client.url() + " on five systems.");
        var story = new DemoStory(twins, client, tell, progress);
        List<String> failures = story.play();
        long writes = story.writesAfterRest();
        DemoState state = DemoState.read(gateway.getBean(Store.class), gateway.getBean(PageMapper.class), twins);
        return new Result(state, story.deadLetters(), writes, story.resurrected(), failures);
    }

    /** Address of the gateway. */
    public String url() {
        return running().url();
    }

    /** File with the admin's token. */
    public String tokenFile() {
        return running().tokenFile();
    }

    private RunningGateway running() {
        return RunningGateway.of(settings.data()).orElseThrow();
    }

    /** Returns when the gateway was told to stop. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() {
        gateway.close();
        twins.close();
    }
}
