package dev.karat.camel.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.SchemaCheck;
import dev.karat.engine.config.SchemaCheck.Misfit;
import dev.karat.engine.config.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds route files against the JSON Schema that Camel ships with its YAML reader. */
final class YamlDsl {
    private static final String RESOURCE = "/schema/camelYamlDsl.json";

    /** Read only when a route file is checked: it is large. */
    private static final class Holder {
        static final SchemaCheck SCHEMA = SchemaCheck.of(read(), ErrorCode.ROUTE_INVALID);
    }

    private YamlDsl() {}

    private static JsonNode read() {
        try (InputStream in = YamlDsl.class.getResourceAsStream(RESOURCE)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is wrong, one problem per route: a schema of alternatives complains of each of them, and the complaint that
     * stands deepest is the one that is meant.
     */
    static List<Problem> problems(YamlDocument document) {
        Map<String, Misfit> deepest = new LinkedHashMap<>();
        for (Misfit misfit : Holder.SCHEMA.misfits(document.root())) {
            String route = misfit.at().split("/", 3).length > 1 ? misfit.at().split("/", 3)[1] : "";
            deepest.merge(route, misfit, (one, other) -> depth(other) > depth(one) ? other : one);
        }
        return deepest.values().stream()
                .map(misfit -> document.problem(ErrorCode.ROUTE_INVALID, misfit.at(), misfit.message()))
                .toList();
    }

    private static long depth(Misfit misfit) {
        return misfit.at().chars().filter(one -> one == '/').count();
    }
}
