package dev.karat.camel.connect;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.apache.camel.support.ScheduledBatchPollingConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the health of a system how reading through an endpoint goes, asks it before every poll, and notes when the
 * system was read to its end once. Used by one thread at a time.
 */
final class ReadWatch implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ReadWatch.class);
    private static final long COMMIT_WAIT_SECONDS = 60;

    private final ConnectedSystem system;
    private final StreamSpec stream;
    private final Hub hub;
    private final Turn turn;
    /** Files that this poll found and that were not taken yet. */
    private final AtomicInteger unread = new AtomicInteger();

    private volatile boolean failed;
    private volatile boolean held;

    ReadWatch(ConnectedSystem system, StreamSpec stream, Hub hub) {
        this.system = system;
        this.stream = stream;
        this.hub = hub;
        this.turn = hub.turn(system.name() + "/" + stream.name());
    }

    /** True if a page was not taken since the poll began: what comes later would overtake it. */
    boolean isHeld() {
        return held;
    }

    /** True while what was found may be taken by this node. */
    boolean isMine() {
        return turn.isMine();
    }

    /** Takes note of a file that a poll found. It may be left for a later one, for instance since it still grows. */
    void found() {
        unread.incrementAndGet();
    }

    /** Takes note of a message that was refused for now. */
    void left() {
        held = true;
    }

    /** Takes note of a message that was taken whole. */
    void taken(Intake.Taken taken) {
        unread.decrementAndGet();
        system.health().succeeded(taken.records(), taken.deadLettered());
    }

    /** Takes note of a failure of one message or of a poll. */
    void failed(Throwable cause) {
        failed = true;
        // A message that cannot be read itself holds up no other.
        held |= cause instanceof GatewayException;
        GatewayException failure = EndpointFailure.of(cause);
        system.health().failed(failure);
        LOG.warn("{}: {} of {}: {}", failure.code(), stream.name(), system.name(), failure.getMessage());
    }

    /** The usual strategy, with the health of the system asked and told. */
    PollingConsumerPollStrategy around(@Nullable PollingConsumerPollStrategy usual) {
        return new Polls(usual == null ? new DefaultPollingConsumerPollStrategy() : usual);
    }

    private void polled(Consumer consumer, int taken) {
        if (failed || held) {
            return;
        }
        system.health().succeeded(0, 0);
        boolean more = unread.get() > 0
                || (consumer instanceof ScheduledBatchPollingConsumer batch
                        && batch.getMaxMessagesPerPoll() > 0
                        && taken >= batch.getMaxMessagesPerPoll());
        boolean customers = stream.entity().equals(ConnectedSystems.CUSTOMER);
        if (!more && customers && !hub.baseline().isComplete(system.name()) && holdsRecords()) {
            try {
                hub.baselineCompleted(system.name()).get(COMMIT_WAIT_SECONDS, TimeUnit.SECONDS);
                LOG.info("{} was read to its end once", system.name());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Exception later) {
                LOG.warn(
                        "{} was read to its end; it is noted after the next poll ({})",
                        system.name(),
                        later.getClass().getSimpleName());
            }
        }
    }

    /** A folder into which nothing was dropped yet was not read: its customers would look like new ones elsewhere. */
    private boolean holdsRecords() {
        return !hub.store()
                .recordsOfSystem(system.name(), stream.entity(), null, 1)
                .isEmpty();
    }

    @Override
    public void handleException(Throwable exception) {
        failed(exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        failed(exception);
    }

    @Override
    public void handleException(String message, @Nullable Exchange exchange, Throwable exception) {
        failed(exception);
    }

    private final class Polls implements PollingConsumerPollStrategy {
        private final PollingConsumerPollStrategy usual;

        Polls(PollingConsumerPollStrategy usual) {
            this.usual = usual;
        }

        @Override
        public boolean begin(Consumer consumer, Endpoint endpoint) {
            failed = false;
            held = false;
            unread.set(0);
            if (consumer instanceof ScheduledBatchPollingConsumer batch) {
                // Undoes what kept the last poll from its rest. A consumer of files would leave its folder alone for
                // ever: before a poll it resets only a field of its own that has the same name.
                batch.prepareShutdown(false, false);
            }
            if (!system.health().isDue() || !turn.begin()) {
                return false;
            }
            if (!usual.begin(consumer, endpoint)) {
                turn.end();
                return false;
            }
            return true;
        }

        @Override
        public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
            try {
                usual.commit(consumer, endpoint, polledMessages);
                polled(consumer, polledMessages);
            } finally {
                turn.end();
            }
        }

        @Override
        public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause)
                throws Exception {
            turn.end();
            return usual.rollback(consumer, endpoint, retryCounter, cause);
        }
    }
}
