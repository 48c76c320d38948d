package dev.karat.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Four real systems that are one company's: starts the gateway between them, tells the story, prints what was checked. */
final class FourSystemsRun {
    private FourSystemsRun() {}

    /**
     * Exit code 0 if every check holds, else 1.
     *
     * @param arguments folder of the project, working folder, addresses of Tryton, Vendure, Ghost and Request Tracker,
     *     port of the gateway, which the shop and the newsletter site call
     */
    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(arguments[0]);
        Path home = Path.of(arguments[1]);
        var checks = new Checks();
        var wires = new LinkedHashMap<String, Wire>();
        wires.put("erp", new Wire(arguments[2], Tryton::writes));
        wires.put("shop", new Wire(arguments[3], Vendure::writes));
        wires.put("news", new Wire(arguments[4], Ghost::writes));
        wires.put("support", new Wire(arguments[5], RequestTracker::writes));
        Path routes = project.resolve("e2e/four-systems/routes");
        int port = Integer.parseInt(arguments[6]);
        try (var gateway = new Gateway(project, routes, home, environment(home, wires), port)) {
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
            var company = new Company(
                    checks,
                    gateway,
                    new Tryton(arguments[2], home.resolve("tryton")),
                    new Vendure(arguments[3], home.resolve("vendure")),
                    new Ghost(arguments[4], home.resolve("ghost")),
                    new RequestTracker(arguments[5], home.resolve("rt")),
                    wires,
                    project.resolve("e2e"));
            new Onboarding(company).tell();
            new Changes(company).tell();
            new Conflicts(company).tell();
            new Commerce(company).tell();
            new Departures(company).tell();
            new Outage(company).tell();
            new Ending(company).tell();
        } catch (RuntimeException broken) {
            broken.printStackTrace();
            checks.holds("the run came to its end", "yes", broken.getMessage(), false);
        } finally {
            wires.values().forEach(Wire::close);
        }
        System.exit(checks.close(System.out));
    }

    private static Map<String, String> environment(Path home, Map<String, Wire> wires) {
        var environment = new HashMap<String, String>();
        wires.forEach((name, wire) -> environment.put("E2E_" + name.toUpperCase(Locale.ROOT) + "_URL", wire.url()));
        environment.put("E2E_ERP_PASSWORD", Talk.secret(home, "tryton/gateway.password"));
        environment.put("E2E_SHOP_KEY", Talk.secret(home, "vendure/api.key"));
        environment.put("E2E_SHOP_SECRET", Talk.secret(home, "vendure/webhook.secret"));
        environment.put("E2E_NEWS_KEY", Talk.secret(home, "ghost/admin.key"));
        environment.put("E2E_NEWS_SECRET", Talk.secret(home, "ghost/webhook.secret"));
        environment.put("E2E_SUPPORT_TOKEN", RequestTracker.token(home.resolve("rt"), "karat"));
        return environment;
    }
}
