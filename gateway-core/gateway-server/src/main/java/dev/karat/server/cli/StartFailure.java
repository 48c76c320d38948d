package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;

/** Why the application did not start, as far as a person can mend it. */
final class StartFailure {
    private StartFailure() {}

    /** The same failure, or one with a code of ours where the cause is known. */
    static RuntimeException explain(RuntimeException failure) {
        for (Throwable cause : Failures.chain(failure)) {
            if (cause instanceof PortInUseException taken) {
                return new GatewayException(ErrorCode.PORT_IN_USE, "Port " + taken.getPort() + " is taken", failure);
            }
            if (cause instanceof BindException wrong) {
                return new GatewayException(
                        ErrorCode.CONFIG_INVALID, "The setting " + wrong.getName() + " cannot be read", failure);
            }
        }
        return failure;
    }
}
