package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Places of a row that hold values of one kind, such as the times of a customer and of all addresses. Immutable.
 *
 * @param paths JSON Pointers in pieces: between two pieces stands every item of a list
 */
public record Places(List<List<JsonPointer>> paths) {

    public Places {
        paths = List.copyOf(paths);
    }

    /** Reads JSON Pointers of which a step may be a star; throws {@link IllegalArgumentException} if one is none. */
    public static Places of(List<String> pointers) {
        return new Places(pointers.stream().map(Places::pieces).toList());
    }

    /** One text, a list of them, or none. */
    public static Places of(JsonNode node) {
        return of(texts(node));
    }

    static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        (node.isTextual() ? List.of(node) : node).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<JsonPointer> pieces(String pointer) {
        var pieces = new ArrayList<JsonPointer>();
        for (String piece : (pointer + "/").split("/\\*(?=/)", -1)) {
            pieces.add(JsonPointer.compile(piece.endsWith("/") ? piece.substring(0, piece.length() - 1) : piece));
        }
        return List.copyOf(pieces);
    }

    public boolean isEmpty() {
        return paths.isEmpty();
    }

    /** The values that the row holds there: no nulls, objects or lists. */
    public Stream<JsonNode> in(JsonNode row) {
        return paths.stream()
                .flatMap(pieces -> values(row, pieces))
                .filter(node -> node.isValueNode() && !node.isNull());
    }

    private static Stream<JsonNode> values(JsonNode node, List<JsonPointer> pieces) {
        JsonNode place = node.at(pieces.get(0));
        return pieces.size() == 1
                ? Stream.of(place)
                : StreamSupport.stream(place.spliterator(), false)
                        .flatMap(item -> values(item, pieces.subList(1, pieces.size())));
    }
}
