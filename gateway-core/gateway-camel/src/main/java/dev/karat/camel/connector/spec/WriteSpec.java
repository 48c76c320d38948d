package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.Consents.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of record is written. Immutable.
 *
 * @param stream stream whose mapping and record facts hold here too
 * @param endpoint name of a Camel endpoint, or null
 * @param table how rows of a table are found before one is inserted; null if the system is no database
 * @param record where an answer holds the record
 * @param read reads one record, or null if the vendor cannot
 * @param readBack where the record is seen after a write
 * @param etag the ETag is the record's token
 * @param token where a record holds its token, which a change takes as {@code recordToken}; or null
 * @param merged where a record that went into another one names that, or null
 * @param references texts in whose place the vendor takes numbers, in the order in which they are looked up
 * @param parts what the vendor keeps as rows of their own
 * @param lookup ways to find a record by a key, in order
 * @param createOverDeleted a record that was deleted there does not stand in the way of a creation
 * @param children what the vendor keeps as rows of their own
 * @param consents calls that enter a consent, and nothing else
 */
public record WriteSpec(
        String stream,
        @Nullable String endpoint,
        @Nullable TableSpec table,
        JsonPointer record,
        @Nullable RequestSpec read,
        ReadBack readBack,
        boolean etag,
        @Nullable JsonPointer token,
        @Nullable JsonPointer merged,
        List<ReferenceSpec> references,
        List<PartSpec> parts,
        List<Lookup> lookup,
        boolean createOverDeleted,
        @Nullable Create create,
        @Nullable Update update,
        @Nullable RequestSpec deactivate,
        @Nullable RequestSpec delete,
        @Nullable Accepted accepted,
        List<ChildSpec> children,
        List<Consent> consents) {
    public WriteSpec {
        references = List.copyOf(references);
        parts = List.copyOf(parts);
        children = List.copyOf(children);
        lookup = List.copyOf(lookup);
        consents = List.copyOf(consents);
    }

    /** Where a record is seen after a write. */
    public enum ReadBack {
        /** In the answer. */
        ANSWER,
        /** It is read again. */
        READ,
        /** Nowhere: it is taken to be what was written. */
        NONE
    }

    /** True if a record is read again after a write. */
    public boolean readBackByRead() {
        return readBack == ReadBack.READ;
    }

    /** True if the vendor can be asked what it holds. */
    public boolean canBeAsked() {
        return read != null || !lookup.isEmpty();
    }

    /**
     * A table whose rows are written. What exactly is written and may be written says the connection.
     *
     * @param lookup settings of the connection that name the column of a customer's key, in the order of the look-ups
     */
    public record TableSpec(Map<Attribute, String> lookup) {
        static TableSpec of(JsonNode node) {
            var lookup = new LinkedHashMap<Attribute, String>();
            node.path("lookup")
                    .properties()
                    .forEach(entry -> lookup.put(
                            attribute(entry.getKey()), entry.getValue().asText()));
            return new TableSpec(Collections.unmodifiableMap(lookup));
        }
    }

    /**
     * How a consent for a channel and purpose is entered in a record.
     *
     * @param contactPoint where the present record holds what the calls take as {@code contactPoint}, or null
     * @param refuse call that enters a refusal, or null
     * @param grant call that enters a grant, or null
     */
    public record Consent(
            Subject subject,
            @Nullable JsonPointer contactPoint,
            @Nullable RequestSpec refuse,
            @Nullable RequestSpec grant) {}

    /** The call that enters a refusal or a grant of that subject, or null if the vendor takes none. */
    public @Nullable RequestSpec consent(Subject subject, boolean refusal) {
        Consent declared = consent(subject);
        return declared == null ? null : refusal ? declared.refuse() : declared.grant();
    }

    /** How consents of that subject are entered, or null if the vendor takes none. */
    public @Nullable Consent consent(Subject subject) {
        return consents.stream()
                .filter(one -> one.subject().equals(subject))
                .findFirst()
                .orElse(null);
    }

    /**
     * A way to find a record.
     *
     * @param key attribute whose texts are looked up
     * @param without looked up only for customers who have nothing of this attribute; null for all
     * @param through finds by the key what the request takes as {@code id}, or null
     * @param list rows found, or null if the answer is the one row
     * @param same places of a row of which one holds the key; none if the answer can be trusted
     * @param batch several keys in one call, or null
     */
    public record Lookup(
            Attribute key,
            @Nullable Attribute without,
            @Nullable Through through,
            RequestSpec request,
            @Nullable JsonPointer list,
            Places same,
            @Nullable LookupBatch batch) {
        /** True if customers with this data are looked up so. */
        public boolean isFor(CustomerData data) {
            return without == null || data.texts(without).isEmpty();
        }
    }

    /**
     * How several keys are looked up in one call. It only tells which of them nobody has.
     *
     * @param items where the request holds the keys
     * @param size keys of one call, at most
     * @param each JSON of one key, whose texts take {@code key}
     * @param list rows found
     * @param row place in a row that repeats the key, whatever its case
     */
    public record LookupBatch(
            RequestSpec request, JsonPointer items, int size, JsonNode each, JsonPointer list, JsonPointer row) {
        static @Nullable LookupBatch ofOptional(JsonNode node) {
            return node.isMissingNode()
                    ? null
                    : new LookupBatch(
                            RequestSpec.of(node.path("request")),
                            JsonPointer.compile(node.path("items").asText()),
                            node.path("size").asInt(),
                            node.path("each"),
                            JsonPointer.compile(node.path("list").asText()),
                            JsonPointer.compile(node.path("row").asText()));
        }
    }

    /**
     * A first step of a look-up.
     *
     * @param list rows found
     * @param same places of a row of which one holds the key; none if the answer can be trusted
     * @param id where a row holds what the second step takes
     */
    public record Through(RequestSpec request, JsonPointer list, Places same, JsonPointer id) {
        static @Nullable Through ofOptional(JsonNode node) {
            return node.isMissingNode()
                    ? null
                    : new Through(
                            RequestSpec.of(node.path("request")),
                            JsonPointer.compile(node.path("list").asText()),
                            Places.of(node.path("same")),
                            JsonPointer.compile(node.path("id").asText()));
        }
    }

    /**
     * A creation. The new id is told at a place of the answer or in its Location header, or is one that was given.
     *
     * @param wrap where the request holds the record
     * @param key attribute whose first text the request takes as {@code key}, or null
     * @param at JSON Pointer of the id in the answer, with settings of the connection, or null
     * @param given the id that the call gave to the record, if no place in the answer tells it; or null
     * @param location expression over the Location header, whose first group is the id
     * @param idempotent the same profile is created once, however often it is told
     * @param batch several creations in one call, or null
     */
    public record Create(
            RequestSpec request,
            JsonPointer wrap,
            @Nullable Attribute key,
            @Nullable Template at,
            @Nullable Template given,
            @Nullable Pattern location,
            boolean idempotent,
            @Nullable BatchSpec batch) {
        Stream<Template> externalId() {
            return Stream.of(at, given).filter(Objects::nonNull);
        }
    }

    /**
     * A change.
     *
     * @param wrap where the request holds the record
     * @param carry what of the vendor's present record has to go along
     * @param batch several changes in one call, or null
     */
    public record Update(
            RequestSpec request,
            JsonPointer wrap,
            List<Carry> carry,
            @Nullable BatchSpec batch) {}

    /** A value of the vendor's present record, and where a change takes it. */
    public record Carry(JsonPointer from, JsonPointer into) {}

    /**
     * Vendors that answer 200 with messages whatever happened.
     *
     * @param at messages in the answer
     * @param pattern form of the messages of a success
     * @param reason its first group is what may be shown of a refusal, or null for nothing
     */
    public record Accepted(
            JsonPointer at, Pattern pattern, @Nullable Pattern reason) {}

    /**
     * True if a record that was created with this can be told from one that was not: it is found by what it holds, or the
     * vendor creates one only once.
     *
     * @param looksUpBy whether the connection says how records are found by a key
     */
    public boolean isFoundAgain(CustomerData written, Predicate<Attribute> looksUpBy) {
        return (create != null && create.idempotent())
                || lookup.stream()
                        .anyMatch(one -> one.isFor(written)
                                && looksUpBy.test(one.key())
                                && (!written.texts(one.key()).isEmpty()
                                        || (create != null && one.key() == create.key())));
    }

    /** A change is refused if the record is not what the writer saw. */
    public boolean isConditional() {
        return etag || token != null || table != null;
    }

    /** How several records are created or changed in one call; null if they are written one by one. */
    public @Nullable BatchSpec batch(boolean creation) {
        if (creation) {
            return create == null ? null : create.batch();
        }
        return update == null ? null : update.batch();
    }

    /** Throws {@link IllegalArgumentException} for an unknown attribute or a broken expression. */
    static WriteSpec of(JsonNode node) {
        return node.has("table") ? ofTable(node) : ofCalls(node);
    }

    /** Every operation stands for the statement that the connection allows or not. */
    private static WriteSpec ofTable(JsonNode node) {
        JsonPointer whole = JsonPointer.empty();
        TableSpec table = TableSpec.of(node.path("table"));
        List<Lookup> lookup = table.lookup().keySet().stream()
                .map(key -> new Lookup(key, null, null, RequestSpec.NONE, null, Places.of(List.of()), null))
                .toList();
        return new WriteSpec(
                node.path("stream").asText(),
                null,
                table,
                whole,
                RequestSpec.NONE,
                ReadBack.ANSWER,
                false,
                null,
                null,
                List.of(),
                List.of(),
                lookup,
                false,
                new Create(RequestSpec.NONE, whole, null, null, null, null, false, null),
                new Update(RequestSpec.NONE, whole, List.of(), null),
                RequestSpec.NONE,
                RequestSpec.NONE,
                null,
                List.of(),
                List.of());
    }

    private static WriteSpec ofCalls(JsonNode node) {
        return new WriteSpec(
                node.path("stream").asText(),
                StreamSpec.text(node.path("endpoint")),
                null,
                JsonPointer.compile(node.path("record").asText()),
                RequestSpec.ofOptional(node.path("read")),
                ReadBack.valueOf(node.path("readBack").asText("answer").toUpperCase(Locale.ROOT)),
                node.path("etag").asBoolean(),
                PageSpec.pointer(node.path("token")),
                PageSpec.pointer(node.path("merged")),
                list(node.path("references"), ReferenceSpec::of),
                list(node.path("parts"), PartSpec::of),
                list(node.path("lookup"), WriteSpec::lookup),
                node.path("deletedMatch").asText().equals("create"),
                node.has("create") ? create(node.path("create"), node.path("wrap")) : null,
                node.has("update") ? update(node.path("update"), node.path("wrap")) : null,
                RequestSpec.ofOptional(node.path("deactivate")),
                RequestSpec.ofOptional(node.path("delete")),
                node.has("accepted") ? accepted(node.path("accepted")) : null,
                ChildSpec.of(node.path("children")),
                consents(node.path("consents")));
    }

    private static <T> List<T> list(JsonNode nodes, Function<JsonNode, T> read) {
        var list = new ArrayList<T>();
        nodes.forEach(node -> list.add(read.apply(node)));
        return list;
    }

    private static List<Consent> consents(JsonNode node) {
        var consents = new ArrayList<Consent>();
        node.forEach(one -> consents.add(new Consent(
                new Subject(one.path("channel").asText(), one.path("purpose").asText()),
                PageSpec.pointer(one.path("contactPoint")),
                RequestSpec.ofOptional(one.path("refuse")),
                RequestSpec.ofOptional(one.path("grant")))));
        return consents;
    }

    private static Lookup lookup(JsonNode node) {
        return new Lookup(
                attribute(node.path("key").asText()),
                node.has("without") ? attribute(node.path("without").asText()) : null,
                Through.ofOptional(node.path("through")),
                RequestSpec.of(node.path("request")),
                PageSpec.pointer(node.path("list")),
                Places.of(node.path("same")),
                LookupBatch.ofOptional(node.path("batch")));
    }

    private static Attribute attribute(String path) {
        return Attribute.of(path).orElseThrow(() -> new IllegalArgumentException(path + " is no canonical attribute"));
    }

    private static Create create(JsonNode node, JsonNode wrap) {
        JsonNode id = node.path("externalId");
        return new Create(
                RequestSpec.of(node.path("request")),
                wrap(node, wrap),
                node.has("key") ? attribute(node.path("key").asText()) : null,
                template(id.path("at")),
                template(id.path("given")),
                id.has("location") ? Pattern.compile(id.path("location").asText()) : null,
                node.path("idempotent").asBoolean(),
                BatchSpec.ofOptional(node.path("batch")));
    }

    private static @Nullable Template template(JsonNode node) {
        return node.isMissingNode() ? null : Template.of(node.asText());
    }

    private static JsonPointer wrap(JsonNode node, JsonNode usual) {
        return JsonPointer.compile(node.path("wrap").asText(usual.asText()));
    }

    private static Update update(JsonNode node, JsonNode wrap) {
        var carry = new ArrayList<Carry>();
        node.path("carry")
                .forEach(one -> carry.add(new Carry(
                        JsonPointer.compile(one.path("from").asText()),
                        JsonPointer.compile(one.path("into").asText()))));
        return new Update(
                RequestSpec.of(node.path("request")),
                wrap(node, wrap),
                carry,
                BatchSpec.ofOptional(node.path("batch")));
    }

    private static Accepted accepted(JsonNode node) {
        return new Accepted(
                JsonPointer.compile(node.path("at").asText()),
                Pattern.compile(node.path("pattern").asText()),
                node.has("reason") ? Pattern.compile(node.path("reason").asText()) : null);
    }
}
