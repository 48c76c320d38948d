package dev.karat.camel.probe;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connect.EndpointProbe;
import dev.karat.camel.connector.SystemCalls;
import dev.karat.camel.connector.SystemCalls.Check;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.ProofSpec;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.WebhookSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.system.ConnectedSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Tests the connection of one system as its routes would use it: the credential, every stream, the look-ups of its writes.
 * It reads, within the account's limits, and writes nothing. For one thread, and for one run.
 */
public final class SystemProbe {
    /** A clock that is off by less disturbs nothing; the vendor's Date has whole seconds. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final ConnectedSystem system;
    private final ConnectorSpec spec;
    private final Supplier<CamelContext> camel;
    private final boolean target;
    private final Words words;
    private final List<Finding> findings = new ArrayList<>();
    private final List<SeenStream> streams = new ArrayList<>();

    /**
     * @param target the system is a target of gateway.yaml, so that its records have to be found
     * @param camel asked for only if a Camel component reaches the system
     */
    public SystemProbe(ConnectedSystem system, boolean target, Supplier<CamelContext> camel) {
        this.system = system;
        this.spec = system.connector().spec();
        this.target = target;
        this.camel = camel;
        this.words = new Words(system);
    }

    /** Looks at everything that can be looked at. Never throws for what is wrong with the connection. */
    public ProbeReport run() {
        SystemCalls calls = system.direct();
        told();
        if (calls == null) {
            endpoints();
        } else if (credential(calls)) {
            look(calls);
        }
        return new ProbeReport(system.name(), spec.id(), findings, streams);
    }

    private void told() {
        for (StreamSpec stream : spec.streams().values()) {
            if (spec.isTold(stream)) {
                findings.add(Finding.notice(
                        "stream " + stream.name(),
                        "Its records come with calls of the system, so that there is nothing to read",
                        "Let the system make a call to /webhooks/" + system.name() + ", and look for the record."));
            }
        }
    }

    /** True if it makes sense to go on. */
    private boolean credential(SystemCalls calls) {
        if (spec.rest() && spec.check() == null) {
            return true;
        }
        String part = "credential";
        try {
            Check check = calls.check();
            findings.add(Finding.ok(
                    part,
                    spec.title() + " takes it, and answers in "
                            + check.roundTrip().toMillis() + " ms"));
            clock(check.clockSkew());
            return true;
        } catch (GatewayException failure) {
            Finding failed = words.failed(part, failure);
            findings.add(failed);
            return !Words.endsAll(failed);
        }
    }

    private void clock(@Nullable Duration skew) {
        String part = "clock";
        if (skew == null) {
            findings.add(Finding.notice(
                    part,
                    spec.title() + " does not tell its time",
                    "Compare the clocks yourself if times look wrong."));
            return;
        }
        if (skew.abs().compareTo(SKEW) <= 0) {
            findings.add(Finding.ok(part, "It differs from the vendor's by less than a minute"));
            return;
        }
        String message = "This machine's clock is " + skew.abs().toSeconds() + " s "
                + (skew.isNegative() ? "ahead of" : "behind") + " the vendor's";
        String fix = "Set this machine's clock by NTP; tokens, and times without a source, go by it.";
        WebhookSpec webhook = spec.webhook();
        boolean refused = webhook != null
                && webhook.proofs().stream()
                        .map(ProofSpec::time)
                        .anyMatch(time -> time != null && skew.abs().compareTo(time.tolerance()) > 0);
        findings.add(
                refused
                        ? new Finding(
                                Finding.State.FAILED,
                                part,
                                message + ", so that its calls are refused as too old or from the future",
                                ErrorCode.WEBHOOK_REFUSED,
                                fix)
                        : Finding.notice(part, message, fix));
    }

    private void look(SystemCalls calls) {
        for (StreamSpec stream : spec.streams().values()) {
            if (stream.endpoint() == null && !stream(calls, stream)) {
                return;
            }
        }
        for (var write : spec.writes().entrySet()) {
            lookups(calls, write.getKey(), write.getValue());
        }
    }

    private boolean stream(SystemCalls calls, StreamSpec stream) {
        var look = new StreamLook(system, stream);
        try {
            streams.add(look.at(calls));
            findings.addAll(look.findings());
            return true;
        } catch (GatewayException failure) {
            Finding failed = words.failed(look.part(), failure);
            findings.add(failed);
            return !Words.endsAll(failed);
        }
    }

    private void lookups(SystemCalls calls, String entity, WriteSpec write) {
        var look = new LookupLook(calls, entity);
        for (WriteSpec.Lookup lookup : write.lookup()) {
            if (!calls.looksUpBy(lookup.key())) {
                continue;
            }
            String part = "look-up by " + lookup.key().path();
            try {
                look.by(lookup);
                findings.add(Finding.ok(part, "A customer who is not there is not found, as it should be"));
            } catch (GatewayException failure) {
                Finding failed = words.failed(part, failure);
                // Who only reads the system does not need it.
                findings.add(target ? failed : failed.asNotice());
            }
        }
        if (target) {
            findings.add(Finding.notice(
                    "writing",
                    "Nothing was written, so whether the credential may write shows only with the first change",
                    "Open the target with a canary of a few records: karat go-live " + system.name() + "."));
        }
    }

    private void endpoints() {
        for (String name : spec.endpoints().keySet()) {
            String part = "endpoint " + name;
            try {
                findings.add(Finding.ok(part, EndpointProbe.look(camel.get(), system, name)));
            } catch (GatewayException failure) {
                Finding failed = words.failed(part, failure);
                boolean used = spec.streams().values().stream().anyMatch(stream -> name.equals(stream.endpoint()));
                findings.add(used || target ? failed : failed.asNotice());
            }
        }
    }
}
