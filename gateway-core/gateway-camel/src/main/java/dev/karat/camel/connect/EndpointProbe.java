package dev.karat.camel.connect;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.system.ConnectedSystem;
import jakarta.mail.MessagingException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.File;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.RemoteFileEndpoint;
import org.apache.camel.component.file.remote.RemoteFileOperations;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;

/** Logs in where a route of the connector would, looks, and leaves everything as it is. */
public final class EndpointProbe {
    private static final String TIMEOUT_MILLIS = "20000";

    private EndpointProbe() {}

    /**
     * Looks at an endpoint.
     *
     * @param name name under {@code endpoints} of the connector
     * @return what was found, in words
     * @throws GatewayException what is wrong
     */
    public static String look(CamelContext context, ConnectedSystem system, String name) {
        Endpoint endpoint = DeclaredEndpoint.create(context, system, name);
        try {
            if (endpoint instanceof FileEndpoint files) {
                return folder(files.getFile());
            }
            if (endpoint instanceof RemoteFileEndpoint<?> files) {
                return remote(files);
            }
            if (endpoint instanceof MailEndpoint mail) {
                var options = DeclaredEndpoint.spec(system, name)
                        .address(system.connection())
                        .parameters();
                return mailbox(mail.getConfiguration(), options);
            }
            return "It can be made";
        } catch (GatewayException known) {
            throw known;
        } catch (Exception failure) {
            throw EndpointFailure.of(failure);
        }
    }

    private static String folder(File folder) {
        File[] files = folder.listFiles(File::isFile);
        if (files == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    folder.exists() ? "This user may not list the folder" : "There is no such folder");
        }
        if (!folder.canWrite()) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "This user may not write to the folder, where files that were read are moved");
        }
        return "The folder can be listed and written; " + files.length + " files are there";
    }

    private static <T> String remote(RemoteFileEndpoint<T> endpoint) throws Exception {
        RemoteFileConfiguration configuration = endpoint.getConfiguration();
        RemoteFileOperations<T> operations = endpoint.createRemoteFileOperations();
        operations.setEndpoint(endpoint);
        try {
            operations.connect(configuration, null);
            int entries = operations.listFiles(configuration.getDirectory()).length;
            return "The login is taken, and the folder can be listed; " + entries + " entries are there";
        } finally {
            operations.disconnect();
        }
    }

    private static String mailbox(MailConfiguration configuration, Map<String, String> options)
            throws MessagingException {
        var properties = new Properties();
        options.forEach((option, value) -> {
            if (option.startsWith("mail.")) {
                properties.setProperty(option, value);
            }
        });
        String timeouts = "mail." + configuration.getProtocol() + ".";
        properties.setProperty(timeouts + "connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty(timeouts + "timeout", TIMEOUT_MILLIS);
        Session session = Session.getInstance(properties);
        boolean sends = configuration.getProtocol().startsWith("smtp");
        try (Service service = sends
                ? session.getTransport(configuration.getProtocol())
                : session.getStore(configuration.getProtocol())) {
            service.connect(
                    configuration.getHost(),
                    configuration.getPort(),
                    configuration.getUsername(),
                    configuration.getPassword());
            return sends ? "The login is taken; nothing was sent" : messages((Store) service, configuration);
        }
    }

    private static String messages(Store store, MailConfiguration configuration) throws MessagingException {
        var folder = store.getFolder(configuration.getFolderName());
        if (!folder.exists()) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "There is no such folder");
        }
        return "The login is taken; the folder has " + folder.getUnreadMessageCount() + " messages that were not read";
    }
}
