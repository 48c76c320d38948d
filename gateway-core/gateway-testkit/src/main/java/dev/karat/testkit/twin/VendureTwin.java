package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.Scalars;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.validation.ValidationError;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Vendure shop with the part of its GraphQL Admin API that is about customers and their orders, run from the vendor's own schema. It
 * answers as Vendure 3.7 on SQLite was seen to answer; its webhooks are those of the plugin that the connector describes.
 * Needs graphql-java on the class path.
 */
public final class VendureTwin extends TellingTwin {
    private static final String API = "/admin-api";
    private static final Pattern MUTATION = Pattern.compile("^\\s*mutation\\b", Pattern.MULTILINE);
    private static final Pattern FIRST_FIELD = Pattern.compile("\\{\\s*(?:\\w+:\\s*)?(\\w+)");

    private final VendureCustomers customers;
    private final VendureOrders orders;
    private final GraphQL graphQl;
    private final String apiKey;

    private VendureTwin(TwinSettings settings) {
        super("vendure", settings);
        this.customers = new VendureCustomers(tables, clock);
        this.orders = new VendureOrders(tables, customers, clock);
        this.apiKey = "twin:" + secret;
        this.graphQl = GraphQL.newGraphQL(
                        new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(schema()), wiring()))
                .defaultDataFetcherExceptionHandler(new VendureErrors())
                .build();
        for (String path : List.of(API, API + "/")) {
            routes.on("POST", path, (request, parts) -> answer(request, request.json()))
                    .on(
                            "GET",
                            path,
                            (request, parts) ->
                                    answer(request, Json.object().put("query", request.parameter("query"))));
        }
    }

    /** Starts a shop. */
    public static VendureTwin start(TwinSettings settings) {
        var twin = new VendureTwin(settings);
        twin.open();
        return twin;
    }

    /** {@code apiKey}. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("apiKey", apiKey);
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        while (true) {
            String query = "query { customers(options: { sort: { id: ASC }, skip: " + all.size()
                    + ", take: 100 }) { items { id updatedAt firstName lastName emailAddress phoneNumber"
                    + " addresses { id company streetLine1 city postalCode province country { code }"
                    + " defaultShippingAddress defaultBillingAddress }"
                    + " customFields { externalId marketingConsent consentUpdatedAt } } } }";
            String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
            JsonNode items = read(API + "?query=" + encoded).body().at("/data/customers/items");
            items.forEach(all::add);
            if (items.isEmpty()) {
                return all;
            }
        }
    }

    /** Installs a plugin that calls that address. */
    public void install(String address, String webhookSecret) {
        inOneStep(() -> tables.table("plugin")
                .put(0, Json.object().put("address", address).put("secret", webhookSecret)));
    }

    /** Somebody fills a basket ({@code AddingItems}), or pays for it at once; answers the number of the order. */
    public String order(String customer, String state) {
        var order = new ObjectNode[1];
        inOneStep(() -> order[0] = orders.create(customer, state));
        return Json.text(order[0], "id");
    }

    /** An order goes on, such as to {@code Shipped}. */
    public void move(String order, String state) {
        inOneStep(() -> orders.move(order, state));
    }

    /** Who may do what is decided for each field. */
    @Override
    @Nullable
    Response refuse(Request request) {
        return null;
    }

    @Override
    Response error(int status) {
        return Response.json(status, Json.object().put("statusCode", status).put("message", "Error " + status));
    }

    @Override
    boolean isRead(Request request) {
        return !operation(request).startsWith(API + "#!");
    }

    /** The name of the operation, else its first field; a mark in front of those that change something. */
    @Override
    String operation(Request request) {
        JsonNode body = request.json();
        String query = body == null ? "" : body.path("query").asText();
        String name = body == null ? "" : body.path("operationName").asText();
        if (!name.isEmpty()) {
            return API + (query.contains("mutation " + name) ? "#!" : "#") + name;
        }
        Matcher field = FIRST_FIELD.matcher(query);
        return API + (MUTATION.matcher(query).find() ? "#!" : "#") + (field.find() ? field.group(1) : "");
    }

    private static String schema() {
        try (var in = Objects.requireNonNull(VendureTwin.class.getResourceAsStream("vendure.graphqls"));
                var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            var text = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                text.append((char) c);
            }
            return text.toString();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private RuntimeWiring wiring() {
        TypeResolver result = environment -> environment
                .getSchema()
                .getObjectType(
                        VendureSearch.map(environment.getObject()).containsKey("errorCode")
                                ? "EmailAddressConflictError"
                                : "Customer");
        return RuntimeWiring.newRuntimeWiring()
                .scalar(GraphQLScalarType.newScalar()
                        .name("DateTime")
                        .coercing(Scalars.GraphQLString.getCoercing())
                        .build())
                .type("CreateCustomerResult", type -> type.typeResolver(result))
                .type("UpdateCustomerResult", type -> type.typeResolver(result))
                .type("ErrorResult", type -> type.typeResolver(result))
                .type(
                        "Query",
                        type -> type.dataFetcher(
                                        "customers",
                                        allowed((call, input) -> VendureSearch.page(
                                                customers.all(), VendureSearch.map(call.getArgument("options")))))
                                .dataFetcher(
                                        "customer", allowed((call, input) -> shown(customers.find(id(call, "id")))))
                                .dataFetcher(
                                        "orders",
                                        allowed((call, input) -> VendureSearch.page(
                                                orders.all(), VendureSearch.map(call.getArgument("options"))))))
                .type(
                        "Mutation",
                        type -> type.dataFetcher("createCustomer", allowed((call, input) -> write(input)))
                                .dataFetcher("updateCustomer", allowed((call, input) -> write(input)))
                                .dataFetcher("deleteCustomer", allowed((call, input) -> {
                                    customers.delete(id(call, "id"));
                                    tell("customer.deleted", id(call, "id"));
                                    return Map.of("result", "DELETED");
                                }))
                                .dataFetcher("createCustomerAddress", allowed((call, input) -> {
                                    ObjectNode address = customers.createAddress(id(call, "customerId"), input);
                                    tell("customer-address.created", id(call, "customerId"));
                                    return shown(address);
                                }))
                                .dataFetcher("updateCustomerAddress", allowed((call, input) -> {
                                    ObjectNode address = customers.updateAddress(input);
                                    tell("customer-address.updated", Json.text(address, "customerId"));
                                    return shown(address);
                                }))
                                .dataFetcher("deleteCustomerAddress", allowed((call, input) -> {
                                    String owner = customers.owner(id(call, "id"));
                                    customers.deleteAddress(id(call, "id"));
                                    tell("customer-address.deleted", owner);
                                    return Map.of("success", true);
                                })))
                .build();
    }

    private DataFetcher<@Nullable Object> allowed(
            BiFunction<DataFetchingEnvironment, Map<String, Object>, @Nullable Object> work) {
        return call -> {
            if (!Boolean.TRUE.equals(call.getGraphQlContext().get("allowed"))) {
                throw new VendureCustomers.Refused(
                        "FORBIDDEN", "You are not currently authorized to perform this action");
            }
            return work.apply(call, VendureSearch.map(call.getArgument("input")));
        };
    }

    private @Nullable Object write(Map<String, Object> input) {
        if (customers.isTaken(input)) {
            return Map.of(
                    "errorCode", "EMAIL_ADDRESS_CONFLICT_ERROR", "message", "The email address is not available.");
        }
        boolean fresh = !input.containsKey("id");
        ObjectNode row = fresh ? customers.create(input) : customers.update(input);
        tell(fresh ? "customer.created" : "customer.updated", Json.text(row, "id"));
        return shown(row);
    }

    private static String id(DataFetchingEnvironment call, String name) {
        return Objects.requireNonNull(call.<String>getArgument(name));
    }

    private static @Nullable Object shown(@Nullable ObjectNode row) {
        return row == null ? null : Json.MAPPER.convertValue(row, Map.class);
    }

    private Response answer(Request request, @Nullable JsonNode body) {
        String query = body == null ? "" : body.path("query").asText();
        var input = ExecutionInput.newExecutionInput(query)
                .graphQLContext(Map.of("allowed", request.staff() || apiKey.equals(request.header("vendure-api-key"))));
        if (body != null && body.hasNonNull("operationName")) {
            input.operationName(body.get("operationName").asText());
        }
        if (body != null && body.path("variables").isObject()) {
            input.variables(VendureSearch.map(Json.MAPPER.convertValue(body.get("variables"), Map.class)));
        }
        ExecutionResult result = graphQl.execute(input.build());
        ObjectNode answer = Json.object();
        if (!result.getErrors().isEmpty()) {
            result.getErrors().forEach(error -> answer.withArray("errors").add(shown(error)));
            boolean invalid = result.getErrors().get(0) instanceof ValidationError;
            if (invalid || !result.isDataPresent()) {
                return Response.json(invalid ? 400 : 200, answer);
            }
        }
        answer.set("data", Json.MAPPER.valueToTree(result.getData()));
        return Response.json(200, answer);
    }

    private static JsonNode shown(GraphQLError error) {
        ObjectNode shown = Json.object().put("message", error.getMessage());
        Map<String, Object> extensions = error.getExtensions();
        Object code = extensions == null ? null : extensions.get("code");
        if (error instanceof ValidationError) {
            code = "GRAPHQL_VALIDATION_FAILED";
        } else if (extensions == null) {
            code = "BAD_USER_INPUT";
        }
        if (code != null && !code.equals("")) {
            shown.putObject("extensions").put("code", code.toString());
        }
        return shown;
    }

    private void tell(String event, String customer) {
        ObjectNode plugin = tables.table("plugin").get(0);
        if (plugin == null) {
            return;
        }
        ObjectNode body = Json.object().put("id", UUID.randomUUID().toString()).put("event", event);
        body.putObject("customer").put("id", Long.parseLong(customer));
        long now = clock.instant().getEpochSecond();
        String code = HexFormat.of().formatHex(Signatures.hmac(Json.text(plugin, "secret"), now + "." + body));
        webhooks.post(
                Json.text(plugin, "address"),
                Map.of("Content-Type", "application/json", "X-Vendure-Signature", "t=" + now + ",sha256=" + code),
                body.toString());
    }
}
