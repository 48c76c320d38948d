package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.engine.hub.AuditFinding;
import dev.karat.engine.hub.AuditReport;
import dev.karat.engine.hub.StoreAudit;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.Store;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Rebuilds everything that is derived from records and compares it with what is stored. */
@Command(
        name = "audit",
        description = "Rebuilds every profile from its records and compares it with what is stored.",
        footer = {
            "",
            "Reads one state of the database, whether or not a gateway runs on it, and writes nothing. The policy and the",
            "model are those of gateway.yaml, which have to be the ones that the gateway works with. Names golden ids",
            "only. Exit code 1 if anything differs."
        })
final class AuditCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Mixin
    private final PolicyOption policy = new PolicyOption();

    @Override
    public Integer call() {
        GatewayPolicy by = policy.read();
        AuditReport report;
        try (Store store = new StoredData(data.data).snapshot()) {
            report = StoreAudit.of(store, by);
        }
        var out = Output.of(spec);
        print(out, report);
        Output.last(out, json(report));
        return report.isClean() ? 0 : Failures.NEGATIVE;
    }

    private static void print(PrintWriter out, AuditReport report) {
        out.println(report.profiles() + " profiles of " + report.records() + " records looked at");
        report.counts().forEach((finding, count) -> {
            out.println(count + " x " + text(finding));
            List<String> ids = report.ids().getOrDefault(finding, List.of());
            ids.forEach(id -> out.println("  " + id));
            if (ids.size() == AuditReport.IDS_MAX) {
                out.println("  no more are named");
            }
        });
        if (report.isClean()) {
            out.println("Everything is as its records say");
        }
    }

    private static String text(AuditFinding finding) {
        return switch (finding) {
            case PROFILE_DIFFERS -> "a stored profile is not what its records give";
            case PARTITION_DIFFERS -> "a profile's records are parted in another way than the model parts them";
            case RECORD_WITHOUT_PROFILE -> "a record that says who it is belongs to no live profile";
            case REFERENCE_WITHOUT_PROFILE -> "a record names a profile that does not exist";
            case REDIRECT_LEADS_NOWHERE -> "a redirect leads nowhere";
            case ANCHOR_MISSING -> "the record that a profile hangs on does not exist or belongs to another one";
            case DELIVERY_WITHOUT_PROFILE -> "a delivery names a profile that does not exist";
        };
    }

    private static ObjectNode json(AuditReport report) {
        ObjectNode result = Output.result(report.isClean())
                .put("profiles", report.profiles())
                .put("differing", report.count(AuditFinding.PROFILE_DIFFERS))
                .put("records", report.records());
        ObjectNode findings = result.putObject("findings");
        report.counts().forEach((finding, count) -> {
            ObjectNode one = findings.putObject(finding.name().toLowerCase(Locale.ROOT));
            one.put("count", count);
            var ids = one.putArray("ids");
            report.ids().getOrDefault(finding, List.of()).forEach(ids::add);
        });
        return result;
    }
}
