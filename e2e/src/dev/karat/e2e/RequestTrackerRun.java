package dev.karat.e2e;

import dev.karat.testkit.twin.SftpTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The golden path on a real Request Tracker: starts what it needs, tells the story, prints what was checked. */
final class RequestTrackerRun {
    /** Rows of febrl that are there from the beginning, and those that come later. */
    private static final int FIRST = 400;

    private static final int LATER = 300;

    private RequestTrackerRun() {}

    /**
     * Exit code 0 if every check holds, else 1.
     *
     * @param arguments folder of the project, working folder, folder of the data sets, address of Request Tracker
     */
    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(arguments[0]);
        Path home = Path.of(arguments[1]);
        Path data = Path.of(arguments[2]);
        String url = arguments[3];
        var checks = new Checks();
        var tracker = new RequestTracker(url, home.resolve("rt"));
        try (var wire = new Wire(url, RequestTracker::writes);
                var erp = SftpTwin.start(home.resolve("erp"), 0);
                var gateway = new Gateway(project, routes(project, home), home, environment(home, erp, wire))) {
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
            Customers truthset = Customers.read(data.resolve("truthset.csv"), 0, Integer.MAX_VALUE);
            Customers febrl =
                    Customers.read(data.resolve("febrl1.csv"), 0, FIRST).withEmails();
            Customers later =
                    Customers.read(data.resolve("febrl1.csv"), FIRST, LATER).withEmails();
            var scene = new Scene(checks, gateway, tracker, wire, erp, truthset.and(febrl));
            new FirstSync(scene, home.resolve("work")).tell(List.of(truthset, febrl));
            new DailyWork(scene).tell();
            new Crash(scene).tell(later);
        } catch (RuntimeException broken) {
            broken.printStackTrace();
            checks.holds("the run came to its end", "yes", broken.getMessage(), false);
        }
        System.exit(checks.close(System.out));
    }

    private static Map<String, String> environment(Path home, SftpTwin erp, Wire wire) throws IOException {
        Path knownHosts = home.resolve("work/known_hosts");
        Files.writeString(knownHosts, erp.knownHostsLine() + "\n");
        var environment = new HashMap<String, String>();
        environment.put("E2E_ERP_URL", "sftp://" + erp.host() + ":" + erp.port());
        environment.put("E2E_ERP_USER", erp.credentials().get("user"));
        environment.put("E2E_ERP_PASSWORD", erp.credentials().get("password"));
        environment.put("E2E_ERP_KNOWN_HOSTS", knownHosts.toString());
        environment.put("E2E_RT_URL", wire.url());
        environment.put("E2E_RT_TOKEN", RequestTracker.token(home.resolve("rt"), "karat"));
        return environment;
    }

    /** A copy of the routes, with the mapping of canonical columns that comes with the connector of files. */
    private static Path routes(Path project, Path home) throws IOException {
        Path from = project.resolve("e2e/request-tracker/routes");
        Path to = home.resolve("work/routes");
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(file, to.resolve(from.relativize(file)));
            }
        }
        copy(
                project.resolve("connectors/files/mapping/customer-canonical.yaml"),
                to.resolve("mapping/customer-canonical.yaml"));
        return to;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }
}
