package dev.karat.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Collection;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the audit log is told from now on. */
public final class AuditLines implements AutoCloseable {
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.karat.audit");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    public AuditLines() {
        appender.setContext(log.getLoggerContext());
        appender.start();
        log.addAppender(appender);
    }

    /** The lines of these actions, in their order. */
    public List<String> of(Collection<String> actions) {
        return List.copyOf(appender.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> actions.stream().anyMatch(action -> line.contains(" action=" + action + " ")))
                .toList();
    }

    @Override
    public void close() {
        log.detachAppender(appender);
    }
}
