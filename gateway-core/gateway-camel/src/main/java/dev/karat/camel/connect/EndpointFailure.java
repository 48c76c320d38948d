package dev.karat.camel.connect;

import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FolderNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.component.file.GenericFileOperationFailedException;

/** What failures of Camel's components mean. */
final class EndpointFailure {
    private static final int CAUSES_MAX = 20;

    /** FTP, RFC 959: not logged in. */
    private static final int FTP_NOT_LOGGED_IN = 530;

    private EndpointFailure() {}

    /** The failure with a code. Texts of others are left out: they may repeat options or hold what was read. */
    static GatewayException of(Throwable failure) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes) {
            if (cause instanceof GatewayException known) {
                return known;
            }
            if (cause instanceof JSchHostKeyException) {
                return new GatewayException(
                        ErrorCode.CONFIG_INVALID, "The key of the host is not the one in knownHosts", failure);
            }
            if (cause instanceof FolderNotFoundException) {
                return new GatewayException(ErrorCode.CONFIG_INVALID, "There is no such folder", failure);
            }
            if (isRefusedLogin(cause)) {
                return new GatewayException(ErrorCode.VENDOR_UNAUTHORIZED, "The login is refused", failure);
            }
            if (cause instanceof SocketTimeoutException) {
                return new GatewayException(ErrorCode.VENDOR_TIMEOUT, "The server does not answer in time", failure);
            }
        }
        String names = causes.stream()
                .map(cause -> cause.getClass().getSimpleName())
                .distinct()
                .collect(Collectors.joining(", "));
        return new GatewayException(ErrorCode.VENDOR_UNAVAILABLE, "The endpoint failed: " + names, failure);
    }

    private static boolean isRefusedLogin(Throwable cause) {
        return (cause instanceof JSchException
                        && String.valueOf(cause.getMessage()).startsWith("Auth "))
                || (cause instanceof GenericFileOperationFailedException file && file.getCode() == FTP_NOT_LOGGED_IN)
                || cause instanceof AuthenticationFailedException;
    }

    /**
     * True if surely nothing was written: there was no connection, or a file of that name stands in the way. JSch
     * throws its general exception only while it connects.
     */
    static boolean isBeforeTransfer(Throwable failure) {
        return causes(failure).stream()
                .anyMatch(cause -> cause instanceof ConnectException
                        || cause instanceof UnknownHostException
                        || cause instanceof NoRouteToHostException
                        || cause instanceof JSchException
                        || isRefusedLogin(cause)
                        || (cause instanceof GenericFileOperationFailedException
                                && String.valueOf(cause.getMessage()).startsWith("File already exist")));
    }

    private static List<Throwable> causes(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        for (Throwable cause = failure; cause != null && causes.size() < CAUSES_MAX; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
