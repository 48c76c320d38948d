package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Somebody without an account at the real Vendure, who orders over its Shop API as a browser does. */
final class ShopGuest {
    private static final String DONE = " { ... on ErrorResult { errorCode } } }";

    private final String url;

    ShopGuest(String url) {
        this.url = url;
    }

    /** Orders and pays one piece of the first product; answers the number of the order. */
    String orders(Person guest) {
        var shop = new Talk(url);
        String product = ask(shop, "{ products { items { variants { id } } } }", Map.of())
                .at("/products/items/0/variants/0/id")
                .asText();
        var basket = shop.send(
                "POST",
                "/shop-api",
                Map.of(
                        "query", "mutation($i: ID!) { done: addItemToOrder(productVariantId: $i, quantity: 1)" + DONE,
                        "variables", Map.of("i", product)));
        shop.with(
                "Authorization",
                "Bearer " + basket.headers().firstValue("vendure-auth-token").orElseThrow());
        ask(
                shop,
                "mutation($i: CreateCustomerInput!) { done: setCustomerForOrder(input: $i)" + DONE,
                Map.of("firstName", guest.givenName(), "lastName", guest.familyName(), "emailAddress", guest.email()));
        ask(
                shop,
                "mutation($i: CreateAddressInput!) { done: setOrderShippingAddress(input: $i)" + DONE,
                Vendure.address(guest));
        String method = ask(shop, "{ eligibleShippingMethods { id } }", Map.of())
                .at("/eligibleShippingMethods/0/id")
                .asText();
        ask(shop, "mutation($i: ID!) { done: setOrderShippingMethod(shippingMethodId: [$i])" + DONE, method);
        ask(shop, "mutation($i: String!) { done: transitionOrderToState(state: $i)" + DONE, "ArrangingPayment");
        return ask(
                        shop,
                        "mutation($i: PaymentInput!) { done: addPaymentToOrder(input: $i)"
                                + " { ... on Order { code } ... on ErrorResult { errorCode } } }",
                        Map.of("method", "standard-payment", "metadata", Map.of()))
                .at("/done/code")
                .asText();
    }

    private static JsonNode ask(Talk shop, String query, Object input) {
        return Vendure.data(shop.send("POST", "/shop-api", Map.of("query", query, "variables", Map.of("i", input))));
    }
}
