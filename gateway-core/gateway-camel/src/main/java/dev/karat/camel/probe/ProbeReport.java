package dev.karat.camel.probe;

import java.util.List;

/**
 * Everything that was found about the connection of one system, in the order in which it was looked at. Immutable.
 *
 * @param connector id of the system's connector
 */
public record ProbeReport(String system, String connector, List<Finding> findings, List<SeenStream> streams) {
    public ProbeReport {
        findings = List.copyOf(findings);
        streams = List.copyOf(streams);
    }

    /** True if nothing failed. */
    public boolean ok() {
        return findings.stream().noneMatch(finding -> finding.state() == Finding.State.FAILED);
    }
}
