package dev.karat.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.PubSubGrpc;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import com.salesforce.eventbus.protobuf.SchemaInfo;
import com.salesforce.eventbus.protobuf.SchemaRequest;
import dev.karat.testkit.twin.SalesforceTwin;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * The Pub/Sub API of a twin's org (github.com/forcedotcom/pub-sub-api, pubsub_api.proto): its change events by Avro, as
 * many as were asked for, from a replay id on, to who shows a session and the org's id.
 */
final class SalesforcePubSub implements AutoCloseable {
    private static final String TOPIC = "/data/ContactChangeEvent";
    private static final String SCHEMA_ID = "contact-change-1";
    private static final String REPLAY_CORRUPTED = "sfdc.platform.eventbus.grpc.subscription.fetch.replayid.corrupted";
    private static final String AUTH_ERROR = "sfdc.platform.eventbus.grpc.service.auth.error";
    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "ContactChangeEvent", "namespace": "com.sforce.eventbus", "fields": [
              {"name": "ChangeEventHeader", "type": {"type": "record", "name": "ChangeEventHeader", "fields": [
                {"name": "entityName", "type": "string"},
                {"name": "recordIds", "type": {"type": "array", "items": "string"}},
                {"name": "changeType", "type": {"type": "enum", "name": "ChangeType", "symbols": [
                  "CREATE", "UPDATE", "DELETE", "UNDELETE", "GAP_CREATE", "GAP_UPDATE", "GAP_DELETE", "GAP_UNDELETE",
                  "GAP_OVERFLOW", "SNAPSHOT"]}},
                {"name": "changeOrigin", "type": "string"},
                {"name": "transactionKey", "type": "string"},
                {"name": "sequenceNumber", "type": "int"},
                {"name": "commitTimestamp", "type": "long"},
                {"name": "commitUser", "type": "string"},
                {"name": "changedFields", "type": {"type": "array", "items": "string"}}]}},
              {"name": "LastName", "type": ["null", "string"], "default": null}]}""");

    private final SalesforceTwin org;
    private final Server server;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger subscribed = new AtomicInteger();
    private volatile long forgotten;

    SalesforcePubSub(SalesforceTwin org) throws IOException {
        this.org = org;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Service())
                .intercept(new Door())
                .build()
                .start();
        var unused = clock.scheduleWithFixedDelay(() -> streams.forEach(Stream::give), 10, 10, TimeUnit.MILLISECONDS);
    }

    /** Address of the server, without encryption. */
    String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** How often somebody subscribed since the start. */
    int subscribed() {
        return subscribed.get();
    }

    /** How many subscriptions there are. */
    int streams() {
        return streams.size();
    }

    /** Keeps no event that is there now, as after three days. */
    void forget() {
        forgotten = org.changesAfter(0).size();
    }

    /** Ends all subscriptions in good order, as for maintenance. */
    void end() {
        streams.forEach(Stream::end);
    }

    /** Breaks all subscriptions. */
    void fail() {
        streams.forEach(stream -> stream.fail(Status.UNAVAILABLE, ""));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        server.shutdownNow();
    }

    private static ByteString replayId(long number) {
        return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    }

    /** Lets nobody in without a session and the org's id. */
    private final class Door implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String token = headers.get(Metadata.Key.of("accesstoken", Metadata.ASCII_STRING_MARSHALLER));
            String tenant = headers.get(Metadata.Key.of("tenantid", Metadata.ASCII_STRING_MARSHALLER));
            if (token == null || !org.isSession(token) || !org.orgId().equals(tenant)) {
                call.close(Status.UNAUTHENTICATED, trailers(AUTH_ERROR));
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
        }
    }

    private static Metadata trailers(String code) {
        var trailers = new Metadata();
        trailers.put(Metadata.Key.of("error-code", Metadata.ASCII_STRING_MARSHALLER), code);
        return trailers;
    }

    private final class Service extends PubSubGrpc.PubSubImplBase {
        @Override
        public void getSchema(SchemaRequest request, StreamObserver<SchemaInfo> answer) {
            answer.onNext(SchemaInfo.newBuilder()
                    .setSchemaId(SCHEMA_ID)
                    .setSchemaJson(SCHEMA.toString())
                    .build());
            answer.onCompleted();
        }

        @Override
        public StreamObserver<FetchRequest> subscribe(StreamObserver<FetchResponse> answer) {
            return new Stream(answer);
        }
    }

    /** One subscription; what was asked for is given as soon as it is there. */
    private final class Stream implements StreamObserver<FetchRequest> {
        private final StreamObserver<FetchResponse> answer;
        private boolean begun;
        private boolean over;
        private long last;
        private int wanted;

        Stream(StreamObserver<FetchResponse> answer) {
            this.answer = answer;
        }

        @Override
        public synchronized void onNext(FetchRequest request) {
            wanted += request.getNumRequested();
            if (begun) {
                return;
            }
            begun = true;
            if (!request.getTopicName().equals(TOPIC)) {
                fail(Status.NOT_FOUND, "");
                return;
            }
            boolean custom = request.getReplayPreset() == ReplayPreset.CUSTOM;
            last = custom
                    ? request.getReplayId().asReadOnlyByteBuffer().getLong()
                    : request.getReplayPreset() == ReplayPreset.LATEST
                            ? org.changesAfter(0).size()
                            : forgotten;
            if (custom && last < forgotten) {
                fail(Status.INVALID_ARGUMENT, REPLAY_CORRUPTED);
                return;
            }
            subscribed.incrementAndGet();
            streams.add(this);
        }

        synchronized void give() {
            List<JsonNode> changes = over ? List.of() : org.changesAfter(last);
            if (changes.isEmpty() || wanted == 0) {
                return;
            }
            var response = FetchResponse.newBuilder();
            for (JsonNode change : changes.subList(0, Math.min(wanted, changes.size()))) {
                last++;
                wanted--;
                response.addEvents(ConsumerEvent.newBuilder()
                        .setReplayId(replayId(last))
                        .setEvent(ProducerEvent.newBuilder()
                                .setId("event-" + last)
                                .setSchemaId(SCHEMA_ID)
                                .setPayload(payload(change))));
            }
            answer.onNext(response.setLatestReplayId(replayId(last))
                    .setPendingNumRequested(wanted)
                    .build());
        }

        private ByteString payload(JsonNode change) {
            Schema header = SCHEMA.getField("ChangeEventHeader").schema();
            var ids = new ArrayList<String>();
            change.path("recordIds").forEach(id -> ids.add(id.asText()));
            var head = new GenericData.Record(header);
            head.put("entityName", "Contact");
            head.put("recordIds", ids);
            head.put(
                    "changeType",
                    new GenericData.EnumSymbol(
                            header.getField("changeType").schema(),
                            change.path("changeType").asText()));
            head.put("changeOrigin", "com/salesforce/api/rest/65.0");
            head.put("transactionKey", "0001");
            head.put("sequenceNumber", 1);
            head.put("commitTimestamp", change.path("commitTimestamp").asLong());
            head.put("commitUser", "005000000000001AAA");
            head.put("changedFields", List.of("0x01"));
            var event = new GenericData.Record(SCHEMA);
            event.put("ChangeEventHeader", head);
            var bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            try {
                new GenericDatumWriter<GenericRecord>(SCHEMA).write(event, encoder);
                encoder.flush();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return ByteString.copyFrom(bytes.toByteArray());
        }

        synchronized void end() {
            if (!over) {
                over = true;
                answer.onCompleted();
            }
            streams.remove(this);
        }

        synchronized void fail(Status status, String code) {
            if (!over) {
                over = true;
                answer.onError(status.asRuntimeException(trailers(code)));
            }
            streams.remove(this);
        }

        @Override
        public synchronized void onError(Throwable cancelled) {
            over = true;
            streams.remove(this);
        }

        @Override
        public void onCompleted() {
            end();
        }
    }
}
