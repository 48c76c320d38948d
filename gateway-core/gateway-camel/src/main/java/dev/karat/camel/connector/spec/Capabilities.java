package dev.karat.camel.connector.spec;

import java.util.EnumSet;
import java.util.Set;

/** What a declaration makes possible, whatever it claims. */
final class Capabilities {
    private Capabilities() {}

    static Set<Capability> of(ConnectorSpec spec) {
        var can = EnumSet.noneOf(Capability.class);
        for (StreamSpec stream : spec.streams().values()) {
            if (stream.deleted() != null || stream.merged() != null) {
                can.add(Capability.READ_DELETES);
            }
            if (spec.isTold(stream)) {
                continue;
            }
            can.add(stream.interaction() == null ? Capability.READ : Capability.INTERACTIONS);
            boolean resumes = spec.transport() == ConnectorSpec.Transport.JDBC
                    || !stream.cursor().at().isEmpty()
                    || stream.page().durable();
            if (stream.interaction() == null && resumes) {
                can.add(Capability.READ_INCREMENTAL);
            }
        }
        for (WriteSpec write : spec.writes().values()) {
            add(can, write);
        }
        if (spec.webhook() != null) {
            can.add(Capability.WEBHOOK);
        }
        if (spec.events() != null) {
            can.add(Capability.EVENTS);
        }
        if (spec.endpoints().containsKey(ConnectorSpec.NOTICES)) {
            can.add(Capability.NOTIFY);
        }
        return can;
    }

    private static void add(Set<Capability> can, WriteSpec write) {
        if (!write.lookup().isEmpty()) {
            can.add(Capability.LOOKUP);
        }
        if (write.create() != null) {
            can.add(Capability.CREATE);
        }
        if (write.update() != null) {
            can.add(Capability.UPDATE);
        }
        if (write.deactivate() != null) {
            can.add(Capability.DEACTIVATE);
        }
        if (write.delete() != null) {
            can.add(Capability.DELETE);
        }
        if (!write.consents().isEmpty()) {
            can.add(Capability.CONSENT);
        }
        if (write.isConditional()) {
            can.add(Capability.CONDITIONAL_WRITE);
        }
        if (write.endpoint() != null) {
            can.add(Capability.SEND);
        }
    }
}
