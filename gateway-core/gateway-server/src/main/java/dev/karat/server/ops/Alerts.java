package dev.karat.server.ops;

import dev.karat.camel.events.SubscriberStatus;
import dev.karat.engine.match.LargeProfiles;
import java.util.ArrayList;
import java.util.List;

/** What in a status needs a person. */
final class Alerts {
    private static final long DISK_FREE_BYTES_MIN = 500L << 20;

    private Alerts() {}

    /** The same status with its alerts, and those of the subscribers. */
    static GatewayStatus addTo(GatewayStatus status, List<SubscriberStatus> subscribers) {
        return new GatewayStatus(
                status.version(),
                status.startedAt(),
                status.uptimeSeconds(),
                status.model(),
                status.store(),
                status.largeProfiles(),
                status.history(),
                status.writesStopped(),
                status.waiting(),
                status.cluster(),
                status.diskFreeBytes(),
                status.lastBackupAt(),
                status.connections(),
                status.targets(),
                status.routeFiles(),
                of(status, subscribers));
    }

    private static List<String> of(GatewayStatus status, List<SubscriberStatus> subscribers) {
        var alerts = new ArrayList<String>();
        if (!status.store().reachable()) {
            alerts.add("The store does not answer.");
        }
        if (status.cluster() != null && status.cluster().writer() == null) {
            alerts.add("No node writes; records wait at their sources.");
        }
        if (status.diskFreeBytes() < DISK_FREE_BYTES_MIN) {
            alerts.add("The disk of the data folder is nearly full.");
        }
        if (status.writesStopped()) {
            alerts.add("All writes are stopped by an operator.");
        }
        LargeProfiles large = status.largeProfiles();
        if (large.count() > 0) {
            alerts.add("Suspiciously large profiles: " + large.count() + ", the largest "
                    + large.largest().get(0).goldenId() + ". karat how tells what joined its records.");
        }
        if (large.cut() > 0) {
            alerts.add("Too large to be one customer, and cut: " + large.cut() + " group(s) of records.");
        }
        for (ConnectionStatus connection : status.connections()) {
            if (connection.needsAttention()) {
                alerts.add("Connection " + connection.name() + " is " + connection.state() + fix(connection));
            }
        }
        for (TargetStatus target : status.targets()) {
            if (target.stopped()) {
                alerts.add("Writes to " + target.name() + " are stopped by an operator.");
            }
            if (target.brake().state() == BrakeStatus.State.HOLDING) {
                alerts.add("The brake holds run " + target.brake().run() + " of " + target.name() + ": "
                        + target.brake().cause() + ". karat brake " + target.name() + " shows it.");
            }
        }
        for (RouteFileStatus file : status.routeFiles()) {
            if (file.errorCode() != null) {
                alerts.add("Route file " + file.name() + ":" + file.line() + " is broken: " + file.errorCode() + ". "
                        + file.errorCode().fix());
            }
        }
        for (SubscriberStatus subscriber : subscribers) {
            if (subscriber.stopped() != null) {
                alerts.add("Subscriber " + subscriber.name() + " is sent nothing: " + subscriber.stopped());
            } else if (subscriber.state() == SubscriberStatus.State.BACKING_OFF) {
                alerts.add("Subscriber " + subscriber.name() + " takes no events: " + subscriber.lastFailure());
            }
        }
        return alerts;
    }

    private static String fix(ConnectionStatus connection) {
        var code = connection.errorCode();
        return code == null ? "." : ": " + code + ". " + code.fix();
    }
}
