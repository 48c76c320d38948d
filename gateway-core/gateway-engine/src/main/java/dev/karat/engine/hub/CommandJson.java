package dev.karat.engine.hub;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.RevertPage;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.store.CustomerDataJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** Commands and their answers as JSON, on their way between nodes of one version. */
final class CommandJson {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setVisibility(PropertyAccessor.ALL, Visibility.NONE)
            .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
            .setVisibility(PropertyAccessor.CREATOR, Visibility.ANY)
            .addMixIn(Command.class, Commands.class)
            .addMixIn(IngestItem.class, Items.class)
            .addMixIn(DeliveryOutcome.class, Outcomes.class)
            .registerModule(new SimpleModule()
                    .addSerializer(CustomerData.class, new DataWriter())
                    .addDeserializer(CustomerData.class, new DataReader())
                    .addSerializer(Duration.class, new DurationWriter())
                    .addDeserializer(Duration.class, new DurationReader()));

    private CommandJson() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Command.Ingest.class, name = "ingest"),
        @JsonSubTypes.Type(value = Command.Rehearse.class, name = "rehearse"),
        @JsonSubTypes.Type(value = Command.Plan.class, name = "plan"),
        @JsonSubTypes.Type(value = Command.Compare.class, name = "compare"),
        @JsonSubTypes.Type(value = Command.Steer.class, name = "steer"),
        @JsonSubTypes.Type(value = Command.Take.class, name = "take"),
        @JsonSubTypes.Type(value = Command.Settle.class, name = "settle"),
        @JsonSubTypes.Type(value = Command.Retry.class, name = "retry"),
        @JsonSubTypes.Type(value = Command.DecideRun.class, name = "decide-run"),
        @JsonSubTypes.Type(value = Command.StepLive.class, name = "step-live"),
        @JsonSubTypes.Type(value = Command.Revert.class, name = "revert"),
        @JsonSubTypes.Type(value = Command.Decide.class, name = "decide"),
        @JsonSubTypes.Type(value = Command.Erase.class, name = "erase"),
        @JsonSubTypes.Type(value = Command.EraseAgain.class, name = "erase-again"),
        @JsonSubTypes.Type(value = Command.Remember.class, name = "remember"),
        @JsonSubTypes.Type(value = Command.Tell.class, name = "tell"),
        @JsonSubTypes.Type(value = Command.Amend.class, name = "amend"),
        @JsonSubTypes.Type(value = Command.DropDeadLetter.class, name = "drop-dead-letter")
    })
    private interface Commands {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "item")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = IngestItem.Version.class, name = "version"),
        @JsonSubTypes.Type(value = IngestItem.Event.class, name = "event"),
        @JsonSubTypes.Type(value = IngestItem.Unreadable.class, name = "unreadable")
    })
    private interface Items {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = DeliveryOutcome.Applied.class, name = "applied"),
        @JsonSubTypes.Type(value = DeliveryOutcome.Rejected.class, name = "rejected"),
        @JsonSubTypes.Type(value = DeliveryOutcome.Retryable.class, name = "retryable"),
        @JsonSubTypes.Type(value = DeliveryOutcome.Postponed.class, name = "postponed"),
        @JsonSubTypes.Type(value = DeliveryOutcome.Stale.class, name = "stale"),
        @JsonSubTypes.Type(value = DeliveryOutcome.Unknown.class, name = "unknown")
    })
    private interface Outcomes {}

    /** Throws NOT_THE_WRITER for a command whose answer does not travel. */
    static byte[] write(Command<?> command) {
        if (command instanceof Command.How || command instanceof Command.Why) {
            throw new GatewayException(
                    ErrorCode.NOT_THE_WRITER, "Only the node that writes can tell how records come together");
        }
        return bytes(command);
    }

    static Command<?> command(byte[] json) {
        return read(json, new TypeReference<Command<?>>() {});
    }

    static byte[] answer(Object result) {
        return bytes(result);
    }

    /** The answer to a command, of the type that it says. */
    @SuppressWarnings("unchecked") // each command has one type of answer
    static <R> R answer(Command<R> command, byte[] json) {
        if (command instanceof Command.Ingest || command instanceof Command.Rehearse) {
            return (R) read(json, new TypeReference<List<IngestOutcome>>() {});
        }
        if (command instanceof Command.Take) {
            return (R) read(json, new TypeReference<List<DeliveryItem>>() {});
        }
        if (command instanceof Command.Revert) {
            return (R) read(json, new TypeReference<RevertPage>() {});
        }
        return command instanceof Command.Erase || command instanceof Command.EraseAgain
                ? (R) read(json, new TypeReference<Integer>() {})
                : (R) read(json, new TypeReference<Boolean>() {});
    }

    private record Failure(ErrorCode code, String message) {}

    static byte[] failure(Throwable failed) {
        return bytes(
                failed instanceof GatewayException known
                        ? new Failure(known.code(), String.valueOf(known.getMessage()))
                        : new Failure(
                                ErrorCode.INTERNAL,
                                "The writer failed: " + failed.getClass().getSimpleName()));
    }

    static GatewayException failure(byte[] json) {
        Failure failure = read(json, new TypeReference<Failure>() {});
        return new GatewayException(failure.code(), failure.message());
    }

    private static byte[] bytes(Object value) {
        try {
            return value instanceof Command<?> command
                    ? JSON.writerFor(Command.class).writeValueAsBytes(command)
                    : JSON.writeValueAsBytes(value);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static <T> T read(byte[] json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException unreadable) {
            // Its message quotes the value, which is personal data.
            throw new GatewayException(
                    ErrorCode.INTERNAL,
                    "A request of another node cannot be read: "
                            + unreadable.getClass().getSimpleName());
        }
    }

    private static final class DataWriter extends JsonSerializer<CustomerData> {
        @Override
        public void serialize(CustomerData data, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeTree(CustomerDataJson.toNode(data));
        }
    }

    private static final class DataReader extends JsonDeserializer<CustomerData> {
        @Override
        public CustomerData deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return CustomerDataJson.fromNode(json.<JsonNode>readValueAsTree());
        }
    }

    private static final class DurationWriter extends JsonSerializer<Duration> {
        @Override
        public void serialize(Duration duration, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(duration.toString());
        }
    }

    private static final class DurationReader extends JsonDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return Duration.parse(json.getText());
        }
    }
}
