package dev.karat.camel.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.golden.GoldenConstants;
import dev.karat.camel.routes.RouteResult;
import dev.karat.engine.ingest.RecordPage;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;

/** Hands pages to the route of a consumer, one after the other, each until its exchange completed. */
final class RoutePages {
    private final DefaultConsumer consumer;

    RoutePages(DefaultConsumer consumer) {
        this.consumer = consumer;
    }

    /**
     * Hands records over in pages of the size that is taken.
     *
     * @param origin where they came from, for people
     * @param askedAt when the vendor was asked for them, see {@link RecordPage}
     * @return how many of them went to the dead letters
     */
    int hand(String system, String stream, List<JsonNode> records, String origin, long askedAt) {
        int deadLettered = 0;
        for (int from = 0; from < records.size(); from += RecordPage.RECORDS_MAX) {
            int to = Math.min(records.size(), from + RecordPage.RECORDS_MAX);
            deadLettered += hand(new RecordPage(system, stream, records.subList(from, to), origin).asked(askedAt));
        }
        return deadLettered;
    }

    /**
     * Returns after the page was committed, with how many of its records went to the dead letters.
     *
     * @throws GatewayException if it was not, or nobody knows; handing it over again changes nothing then
     * @throws RejectedExecutionException if the route is stopping
     */
    int hand(RecordPage page) {
        if (!consumer.isRunAllowed()) {
            throw new RejectedExecutionException("The route is stopping");
        }
        Exchange exchange = consumer.createExchange(true);
        exchange.getMessage().setBody(page);
        try {
            consumer.getProcessor().process(exchange);
        } catch (Exception thrown) {
            exchange.setException(thrown);
        }
        Exception failed = RouteResult.failure(exchange);
        if (failed instanceof GatewayException known) {
            throw known;
        }
        if (failed != null) {
            throw new GatewayException(ErrorCode.INTERNAL, "The route failed for a page", failed);
        }
        return exchange.getMessage().getHeader(GoldenConstants.DEAD_LETTERED, 0, Integer.class);
    }
}
