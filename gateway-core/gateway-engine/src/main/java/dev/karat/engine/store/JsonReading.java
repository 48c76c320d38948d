package dev.karat.engine.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.survivorship.GoldenProfile;
import dev.karat.engine.survivorship.Provenance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what {@link JsonWriting} wrote, token by token, because the store reads a few for each record. Used once. */
final class JsonReading implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser in;
    /** Records that a profile comes from; what follows names them by their place here. */
    private final List<RecordKey> records = new ArrayList<>();

    private JsonReading(String json) throws IOException {
        in = JSON.createParser(json);
        in.nextToken();
    }

    static CustomerData data(String json) {
        try (var reading = new JsonReading(json)) {
            return reading.data();
        } catch (IOException broken) {
            throw new IllegalStateException("Stored JSON cannot be read", broken);
        }
    }

    static GoldenProfile profile(String json) {
        try (var reading = new JsonReading(json)) {
            return reading.profile();
        } catch (IOException broken) {
            throw new IllegalStateException("Stored JSON cannot be read", broken);
        }
    }

    private CustomerData data() throws IOException {
        var builder = CustomerData.builder();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            Optional<Attribute> attribute = Attribute.of(name);
            if (attribute.isPresent()) {
                builder.put(attribute.get(), value());
            } else {
                in.skipChildren();
            }
        }
        return builder.build();
    }

    private GoldenProfile profile() throws IOException {
        CustomerData data = CustomerData.empty();
        List<Provenance> provenance = new ArrayList<>();
        long since = 0;
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            JsonToken start = in.nextToken();
            if (name.equals("data")) {
                data = data();
            } else if (name.equals("records") && start == JsonToken.START_ARRAY) {
                records();
            } else if (name.equals("provenance") && start == JsonToken.START_ARRAY) {
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    Optional<Provenance> one = in.currentToken() == JsonToken.START_ARRAY ? provenance(since) : named();
                    one.ifPresent(provenance::add);
                }
            } else if (name.equals("since")) {
                since = in.getLongValue();
            } else {
                in.skipChildren();
            }
        }
        return new GoldenProfile(data, provenance);
    }

    private Optional<Provenance> provenance(long since) throws IOException {
        Optional<Attribute> attribute = Attribute.of(in.nextTextValue());
        in.nextToken();
        List<RecordKey> sources = keys();
        String rule = in.nextTextValue();
        long at = since + in.nextLongValue(0);
        var losers = new ArrayList<Provenance.Loser>(2);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            RecordKey source = records.get(in.getIntValue());
            in.nextToken();
            losers.add(new Provenance.Loser(source, value()));
        }
        return attribute.map(known -> new Provenance(known, sources, rule, at, losers));
    }

    /** As the first profiles were written; each is written anew with its next change. */
    private Optional<Provenance> named() throws IOException {
        Optional<Attribute> attribute = Optional.empty();
        List<RecordKey> sources = List.of();
        List<Provenance.Loser> losers = List.of();
        String rule = "";
        long at = 0;
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            switch (name) {
                case "attribute" -> attribute = Attribute.of(in.getText());
                case "sources" -> sources = keys();
                case "rule" -> rule = in.getText();
                case "at" -> at = in.getLongValue();
                case "losers" -> losers = losers();
                default -> in.skipChildren();
            }
        }
        if (attribute.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Provenance(attribute.get(), sources, rule, at, losers));
    }

    private void records() throws IOException {
        while (in.nextToken() == JsonToken.START_ARRAY) {
            List<String> names = texts();
            records.add(new RecordKey(names.get(0), names.get(1), names.get(2)));
        }
    }

    private List<RecordKey> keys() throws IOException {
        var keys = new ArrayList<RecordKey>(2);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            keys.add(records.get(in.getIntValue()));
        }
        return keys;
    }

    private List<Provenance.Loser> losers() throws IOException {
        var losers = new ArrayList<Provenance.Loser>(2);
        while (in.nextToken() == JsonToken.START_OBJECT) {
            in.nextFieldName();
            in.nextToken();
            RecordKey source = records.get(in.getIntValue());
            in.nextFieldName();
            in.nextToken();
            losers.add(new Provenance.Loser(source, value()));
            in.nextToken();
        }
        return losers;
    }

    private Value value() throws IOException {
        switch (in.currentToken()) {
            case VALUE_NULL -> {
                return Value.CLEARED;
            }
            case START_OBJECT -> {
                return new Value.Blocks(List.of(block()));
            }
            case START_ARRAY -> {
                if (in.nextToken() == JsonToken.START_OBJECT) {
                    return new Value.Blocks(blocks());
                }
                return Value.texts(restOfTexts());
            }
            default -> {
                return Value.text(in.getText());
            }
        }
    }

    private List<SortedMap<String, String>> blocks() throws IOException {
        var blocks = new ArrayList<SortedMap<String, String>>(2);
        do {
            blocks.add(block());
        } while (in.nextToken() == JsonToken.START_OBJECT);
        return blocks;
    }

    private SortedMap<String, String> block() throws IOException {
        var block = new TreeMap<String, String>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            block.put(name, in.nextTextValue());
        }
        return block;
    }

    private List<String> texts() throws IOException {
        in.nextToken();
        return restOfTexts();
    }

    /** The texts of an array, from the present token to its end. */
    private List<String> restOfTexts() throws IOException {
        var texts = new ArrayList<String>(3);
        while (in.currentToken() != JsonToken.END_ARRAY) {
            texts.add(in.getText());
            in.nextToken();
        }
        return texts;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
