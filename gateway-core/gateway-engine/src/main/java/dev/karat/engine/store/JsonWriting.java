package dev.karat.engine.store;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.survivorship.GoldenProfile;
import dev.karat.engine.survivorship.Provenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the text that the store keeps: data as the trees of {@link CustomerDataJson} do, without making them; a profile
 * with its records named once, and by their place in that list afterwards. Used once.
 */
final class JsonWriting {
    private static final JsonStringEncoder QUOTED = JsonStringEncoder.getInstance();

    private final StringBuilder out = new StringBuilder(512);
    /** Places of the records that a profile comes from, in their order. */
    private final Map<RecordKey, Integer> places = new LinkedHashMap<>();

    static String of(CustomerData data) {
        var json = new JsonWriting();
        json.data(data);
        return json.out.toString();
    }

    static String of(GoldenProfile profile) {
        var json = new JsonWriting();
        json.profile(profile);
        return json.out.toString();
    }

    private void data(CustomerData data) {
        out.append('{');
        data.values().forEach((attribute, value) -> {
            name(attribute.path());
            value(attribute, value);
        });
        out.append('}');
    }

    private void profile(GoldenProfile profile) {
        out.append("{\"data\":");
        data(profile.data());
        profile.provenance().forEach(one -> {
            one.sources().forEach(this::number);
            one.losers().forEach(loser -> number(loser.source()));
        });
        name("records");
        out.append('[');
        places.keySet().forEach(this::key);
        out.append(']');
        // Most values of a profile are of one time, so times are told by their distance to it. It stands before
        // provenance,
        // as the records do, because that is read with them.
        long since =
                profile.provenance().isEmpty() ? 0 : profile.provenance().get(0).at();
        name("since");
        out.append(since);
        name("provenance");
        out.append('[');
        profile.provenance().forEach(one -> provenance(one, since));
        out.append("]}");
    }

    private void number(RecordKey key) {
        places.putIfAbsent(key, places.size());
    }

    /** Without names, which would be most of it: attribute, sources, rule, time, and of each loser its record and value. */
    private void provenance(Provenance one, long since) {
        next();
        out.append('[');
        text(one.attribute().path());
        next();
        out.append('[');
        one.sources().forEach(this::place);
        out.append(']');
        text(one.rule());
        next();
        out.append(one.at() - since);
        for (Provenance.Loser loser : one.losers()) {
            place(loser.source());
            value(one.attribute(), loser.value());
        }
        out.append(']');
    }

    private void place(RecordKey key) {
        next();
        out.append(places.get(key));
    }

    private void key(RecordKey key) {
        texts(List.of(key.system(), key.entity(), key.id()));
    }

    private void value(Attribute attribute, Value value) {
        boolean list = attribute.shape().isList();
        if (value instanceof Value.Texts texts) {
            if (list) {
                texts(texts.texts());
            } else {
                text(texts.texts().get(0));
            }
        } else if (value instanceof Value.Blocks blocks) {
            if (list) {
                next();
                out.append('[');
                blocks.blocks().forEach(this::block);
                out.append(']');
            } else {
                block(blocks.blocks().get(0));
            }
        } else {
            next();
            out.append("null");
        }
    }

    private void block(Map<String, String> components) {
        next();
        out.append('{');
        components.forEach((component, text) -> {
            name(component);
            text(text);
        });
        out.append('}');
    }

    private void texts(List<String> texts) {
        next();
        out.append('[');
        texts.forEach(this::text);
        out.append(']');
    }

    private void name(String name) {
        text(name);
        out.append(':');
    }

    private void text(String text) {
        next();
        out.append('"');
        QUOTED.quoteAsString(text, out);
        out.append('"');
    }

    /** A comma, unless this is the first thing in what was opened last, or follows its name. */
    private void next() {
        char last = out.length() == 0 ? '{' : out.charAt(out.length() - 1);
        if (last != '{' && last != '[' && last != ':') {
            out.append(',');
        }
    }
}
