package dev.karat.server.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.ingest.ContentHash;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.mapping.MappingSpec;
import dev.karat.engine.normalize.FeaturesCodec;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import dev.karat.engine.store.CustomerDataJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;

/**
 * Maps, normalizes and packs rows. What comes of a row depends on nothing but the row and the recipe. Safe for several
 * threads.
 */
public final class RowWork {
    /** What comes of a row: its data as JSON, the hash of it, and its packed features. */
    static final int PIECES = 3;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Mapping mapping;
    private final MappingContext context;
    private final Normalizer normalizer;
    private final FeaturesCodec codec;

    public RowWork(RowRecipe recipe) {
        mapping = new Mapping(YamlDocument.parse(RowRecipe.FILE, recipe.mapping())
                .then(MappingSpec::of)
                .orThrow());
        context = new MappingContext(recipe.country(), ZoneId.of(recipe.zone()), MappingContext.Blank.UNKNOWN);
        var terms = new TermTable();
        normalizer = new Normalizer(terms, recipe.country());
        codec = new FeaturesCodec(terms);
    }

    /** What a row says. */
    CustomerData data(JsonNode row) {
        return mapping.toCanonical(row, context);
    }

    /**
     * Works out a chunk of rows.
     *
     * @param rows {@link Pieces}, one {@link #packed} row each
     * @return pieces, {@value #PIECES} for each row
     */
    public byte[] chunk(byte[] rows) {
        var worked = new ArrayList<byte[]>();
        for (byte[] row : Pieces.split(rows)) {
            CustomerData data = data(read(row));
            String json = CustomerDataJson.write(data);
            worked.add(json.getBytes(StandardCharsets.UTF_8));
            worked.add(ContentHash.of(json).getBytes(StandardCharsets.UTF_8));
            worked.add(codec.encode(normalizer.features(data)));
        }
        return Pieces.join(worked);
    }

    /** A row as it is handed from process to process. */
    static byte[] packed(JsonNode row) {
        try {
            return JSON.writeValueAsBytes(row);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static JsonNode read(byte[] row) {
        try {
            return JSON.readTree(row);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
