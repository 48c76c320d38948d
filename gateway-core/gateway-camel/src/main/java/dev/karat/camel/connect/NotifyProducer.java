package dev.karat.camel.connect;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.mail.Notice;
import dev.karat.camel.connector.mail.NoticeOptions;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.golden.GoldenConstants;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectionHealth;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StoredChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one mail about a page of {@code golden:changes}. While the target is closed, or its server refuses, the exchange
 * is marked for rollback: the subscriber keeps its place and the page comes again, without a failure at every poll. What
 * was sent is remembered apart from that place, so that a crash in between repeats a mail only if it hits the moment
 * between the two; the repeated mail bears the same Message-ID.
 */
final class NotifyProducer extends DefaultProducer {
    private static final Logger LOG = LoggerFactory.getLogger(NotifyProducer.class);
    private static final long COMMIT_WAIT_SECONDS = 60;

    private final ConnectorEndpoint endpoint;
    private final NoticeOptions options;
    /** Not that of the system: it may be read while it cannot send. */
    private final ConnectionHealth health;

    private @Nullable Endpoint inner;
    private @Nullable Producer sender;
    private volatile boolean waiting;

    NotifyProducer(ConnectorEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        ConnectedSystem system = endpoint.connected();
        DeclaredEndpoint.spec(system, ConnectorSpec.NOTICES);
        system.connection().required("noticeTo");
        this.options = NoticeOptions.of(system.connection());
        this.health = new ConnectionHealth(hub().clock());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Endpoint created =
                DeclaredEndpoint.create(endpoint.getCamelContext(), endpoint.connected(), ConnectorSpec.NOTICES);
        inner = created;
        sender = created.createProducer();
        ServiceHelper.startService(created, sender);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopAndShutdownServices(sender, inner);
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String subscriber = exchange.getMessage().getHeader(GoldenConstants.SUBSCRIBER, "", String.class);
        String told = "told/" + endpoint.getSystem() + "/" + subscriber;
        long after = hub().cursor(Setting.Scope.SUBSCRIBER, told)
                .map(Long::parseLong)
                .orElse(0L);
        Optional<Notice> notice = Notice.of(
                changes(exchange), options, subscriber, after, hub().clock().instant());
        if (notice.isEmpty()) {
            return;
        }
        if (!isOpen() || !health.isDue() || !isSent(notice.get())) {
            exchange.setRollbackOnly(true);
            return;
        }
        hub().remember(
                        Setting.Scope.SUBSCRIBER,
                        told,
                        Long.toString(notice.get().last()))
                .get(COMMIT_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private List<StoredChange> changes(Exchange exchange) {
        var changes = new ArrayList<StoredChange>();
        if (exchange.getMessage().getBody() instanceof Iterable<?> page) {
            for (Object item : page) {
                if (!(item instanceof StoredChange change)) {
                    throw new GatewayException(
                            ErrorCode.ROUTE_INVALID,
                            "connector:notify takes pages of golden:changes?format=changes only");
                }
                changes.add(change);
            }
        }
        return changes;
    }

    private boolean isOpen() {
        boolean open = hub().gate().isOpen(endpoint.getSystem());
        if (!open && !waiting) {
            LOG.info("{}: notices wait until {} is opened for writing", ErrorCode.WRITE_CLOSED, endpoint.getSystem());
        }
        waiting = !open;
        return open;
    }

    private boolean isSent(Notice notice) {
        try {
            send(notice);
            health.succeeded(1, 0);
            return true;
        } catch (Exception refused) {
            GatewayException failure = EndpointFailure.of(refused);
            health.failed(failure);
            LOG.warn(
                    "{}: notices of {}: {}{}",
                    failure.code(),
                    endpoint.getSystem(),
                    failure.getMessage(),
                    failure.kind() == ErrorKind.FATAL ? "; none is sent until the route is started again" : "");
            return false;
        }
    }

    private void send(Notice notice) throws Exception {
        if (inner == null || sender == null) {
            throw new IllegalStateException("The producer was not started");
        }
        Exchange mail = inner.createExchange();
        mail.getMessage().setHeader("Subject", notice.subject());
        mail.getMessage().setHeader("Message-ID", notice.id());
        // RFC 3834: whoever is away does not answer it.
        mail.getMessage().setHeader("Auto-Submitted", "auto-generated");
        mail.getMessage().setBody(notice.text());
        sender.process(mail);
        if (mail.getException() != null) {
            throw mail.getException();
        }
    }

    private Hub hub() {
        return endpoint.component().hub();
    }
}
