package dev.karat.server.cli;

import dev.karat.server.Announcement;
import dev.karat.server.GatewayApplication;
import dev.karat.server.RunningGateway;
import dev.karat.server.Version;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the gateway until it is told to stop. */
@Command(
        name = "run",
        description = "Runs the gateway with the routes of a folder, until it is stopped with SIGTERM or Ctrl-C.")
final class RunCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder of gateway.yaml and the route files (default: routes here, else Karat's own).")
    private @Nullable Path routes;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; 0 for any free one.")
    private @Nullable Integer port;

    @Option(names = "--address", paramLabel = "IP", description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String address;

    @Option(
            names = "--rematch",
            description = "Decide anew about all stored records if gateway.yaml decides otherwise now, without a plan.")
    private boolean rematch;

    @Option(
            names = "--cluster",
            description = "Be one of several nodes on the PostgreSQL of karat.store.url; the nodes wake each other"
                    + " and share a cache, see docs/cluster.md.")
    private boolean cluster;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() throws InterruptedException {
        var stopped = new CountDownLatch(1);
        ConfigurableApplicationContext context = start(settings());
        context.addApplicationListener((ApplicationListener<ContextClosedEvent>) event -> stopped.countDown());
        context.getBean(Announcement.class).running().ifPresent(this::tell);
        stopped.await();
        return 0;
    }

    /** Starts the gateway in this process; throws what a person can mend with a code of ours. */
    static ConfigurableApplicationContext start(List<String> settings) {
        try {
            return new SpringApplication(GatewayApplication.class).run(settings.toArray(String[]::new));
        } catch (RuntimeException failure) {
            throw StartFailure.explain(failure);
        }
    }

    /** What the command line decides; the rest comes from the environment and application.yaml. */
    private List<String> settings() {
        var settings = new ArrayList<String>();
        settings.add("--karat.data=" + data.data.toAbsolutePath().normalize());
        settings.add("--karat.routes=" + Home.routes(routes));
        settings.add("--karat.connectors=" + Home.connectors(connectors));
        settings.add("--karat.plugins.folder=" + Home.plugins());
        if (rematch) {
            settings.add("--karat.rematch=true");
        }
        if (cluster) {
            settings.add("--karat.cluster.enabled=true");
        }
        if (port != null) {
            settings.add("--server.port=" + port);
        }
        if (address != null) {
            settings.add("--server.address=" + address);
        }
        return settings;
    }

    private void tell(RunningGateway running) {
        PrintWriter out = Output.of(spec);
        out.println("Karat " + Version.number() + " runs at " + running.url());
        out.println("  Operators  " + running.url() + "/actuator/hawtio");
        out.println("  API        " + running.url() + "/api/docs");
        out.println("  Login      admin, with the token in " + running.tokenFile());
        Output.last(
                out,
                Output.result(true)
                        .put("url", running.url())
                        .put("port", running.port())
                        .put("pid", running.pid())
                        .put("tokenFile", running.tokenFile()));
    }
}
