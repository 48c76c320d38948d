package dev.karat.camel.connect;

import dev.karat.camel.connector.spec.EndpointSpec;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.system.ConnectedSystem;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ScheduledBatchPollingConsumer;
import org.apache.camel.support.ScheduledPollConsumer;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream through the endpoint of a Camel component. What the endpoint delivers completes only after all of its
 * pages were committed; otherwise the endpoint keeps it and delivers it again, which changes nothing.
 */
final class EndpointConsumer extends DefaultConsumer implements Suspendable {
    private final ConnectorEndpoint endpoint;
    private @Nullable Endpoint inner;
    private @Nullable Consumer consumer;

    EndpointConsumer(ConnectorEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ConnectedSystem system = endpoint.connected();
        StreamSpec stream = system.stream(endpoint.getStream());
        String name = Objects.requireNonNull(stream.endpoint());
        Endpoint created = DeclaredEndpoint.create(endpoint.getCamelContext(), system, name);
        if (created instanceof ScheduledPollEndpoint polled) {
            polled.setDelay(endpoint.getDelay());
            polled.setInitialDelay(endpoint.getInitialDelay());
        }
        var watch = new ReadWatch(system, stream, endpoint.component().hub());
        if (created instanceof GenericFileEndpoint<?> files) {
            files.setInProgressRepository(new FoundFiles(watch));
        }
        Intake intake =
                intake(system, stream, DeclaredEndpoint.spec(system, name).content());
        Consumer reading = created.createConsumer(inUnitOfWork(delivered -> take(delivered, intake, watch)));
        if (reading instanceof DefaultConsumer failing) {
            failing.setExceptionHandler(watch);
        }
        if (reading instanceof ScheduledPollConsumer polling) {
            polling.setPollStrategy(watch.around(polling.getPollStrategy()));
        }
        inner = created;
        consumer = reading;
        ServiceHelper.startService(created, reading);
    }

    private Intake intake(ConnectedSystem system, StreamSpec stream, EndpointSpec.Content content) {
        return switch (content) {
            case ROWS -> new RowsIntake(system, stream, endpoint.component().hub(), new RoutePages(this));
            case MESSAGE -> new MessageIntake(system, stream, new RoutePages(this));
        };
    }

    /** The endpoint's own work after a delivery, such as moving a file, hangs on the unit of work. */
    private Processor inUnitOfWork(Processor processor) {
        return PluginHelper.getInternalProcessorFactory(endpoint.getCamelContext())
                .addUnitOfWorkProcessorAdvice(endpoint.getCamelContext(), processor, null);
    }

    private void take(Exchange delivered, Intake intake, ReadWatch watch) {
        if (!isRunAllowed() || isSuspendingOrSuspended() || watch.isHeld() || !watch.isMine()) {
            watch.left();
            delivered.setException(new RejectedExecutionException("It is read again later"));
            return;
        }
        try {
            watch.taken(intake.take(delivered));
        } catch (RejectedExecutionException stopped) {
            watch.left();
            delivered.setException(stopped);
        } catch (Exception failed) {
            delivered.setException(failed);
            watch.failed(failed);
            if (watch.isHeld() && consumer instanceof ScheduledBatchPollingConsumer batch) {
                // The rest of this poll would only fail as well, each with a warning.
                batch.deferShutdown(ShutdownRunningTask.CompleteCurrentTaskOnly);
            }
        }
    }

    @Override
    protected void doSuspend() {
        ServiceHelper.suspendService(consumer);
    }

    @Override
    protected void doResume() {
        ServiceHelper.resumeService(consumer);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopAndShutdownServices(consumer, inner);
        consumer = null;
        inner = null;
        super.doStop();
    }
}
