package dev.karat.connectors;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.testkit.twin.BrevoTwin;
import dev.karat.testkit.twin.ErpNextTwin;
import dev.karat.testkit.twin.FreshdeskTwin;
import dev.karat.testkit.twin.GhostTwin;
import dev.karat.testkit.twin.HubSpotTwin;
import dev.karat.testkit.twin.MailchimpTwin;
import dev.karat.testkit.twin.OdooTwin;
import dev.karat.testkit.twin.RequestTrackerTwin;
import dev.karat.testkit.twin.SalesforceTwin;
import dev.karat.testkit.twin.SapTwin;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TrytonTwin;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.VendorTwin;
import dev.karat.testkit.twin.VendureTwin;
import dev.karat.testkit.twin.WebhookTwin;
import dev.karat.testkit.twin.WooCommerceTwin;
import dev.karat.testkit.twin.ZendeskTwin;
import dev.karat.testkit.twin.ZendeskTwin.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * How the test meets a vendor's twin: the settings of a connection, and what the vendor's own staff would do. All else
 * it asks of the declaration.
 */
enum Vendor {
    BREVO(
            "brevo",
            settings -> BrevoTwin.start(settings, new BrevoTwin.Options(10_000)),
            twin -> Map.of("url", twin.baseUri().toString(), "apiKey", credential(twin, "apiKey")),
            number -> new Step(
                    "POST",
                    "/v3/contacts",
                    Map.of(
                            "email",
                            email(number),
                            "attributes",
                            Map.of("FIRSTNAME", given(number), "LASTNAME", "Silva"))),
            (id, family) -> new Step("PUT", "/v3/contacts/" + id, Map.of("attributes", Map.of("LASTNAME", family))),
            VendorUnderTest.ana("Silva", "no-address")),
    SAP_BUSINESS_PARTNER(
            "sap-business-partner",
            SapTwin::start,
            twin -> Map.of(
                    "url",
                    twin.baseUri().toString(),
                    "user",
                    credential(twin, "user"),
                    "password",
                    credential(twin, "password")),
            number -> new Step(
                    "POST",
                    "/sap/opu/odata/sap/API_BUSINESS_PARTNER/A_BusinessPartner",
                    Map.of(
                            "BusinessPartnerCategory",
                            "1",
                            "FirstName",
                            given(number),
                            "LastName",
                            "Silva",
                            "to_BusinessPartnerAddress",
                            List.of(Map.of("to_EmailAddress", List.of(Map.of("EmailAddress", email(number))))))),
            (id, family) -> new Step(
                    "PATCH",
                    "/sap/opu/odata/sap/API_BUSINESS_PARTNER/A_BusinessPartner('" + id + "')",
                    Map.of("LastName", family)),
            VendorUnderTest.ana("Silva", "no-address")),
    SHOPIFY(
            "shopify",
            ShopifyTwin::start,
            twin -> Map.of("shop", "twin", "url", twin.baseUri().toString(), "token", credential(twin, "accessToken")),
            number -> new Step(
                    "POST",
                    "/admin/api/2026-07/customers.json",
                    Map.of(
                            "customer",
                            Map.of("first_name", given(number), "last_name", "Silva", "email", email(number)))),
            (id, family) -> new Step(
                    "PUT",
                    "/admin/api/2026-07/customers/" + id + ".json",
                    Map.of("customer", Map.of("last_name", family))),
            VendorUnderTest.ana("Silva", "no-address")),
    FRESHDESK(
            "freshdesk",
            settings -> FreshdeskTwin.start(settings, new FreshdeskTwin.Options(10_000)),
            twin -> Map.of("domain", "twin", "url", twin.baseUri().toString(), "apiKey", credential(twin, "apiKey")),
            number -> new Step(
                    "POST", "/api/v2/contacts", Map.of("name", given(number) + " Silva", "email", email(number))),
            (id, family) -> new Step("PUT", "/api/v2/contacts/" + id, Map.of("name", "Ana " + family)),
            VendorUnderTest.ana("Silva", "no-address")),
    HUBSPOT(
            "hubspot",
            settings -> HubSpotTwin.start(settings, new HubSpotTwin.Options(10_000, 10_000, 300, Duration.ZERO, true)),
            twin -> Map.of(
                    "url",
                    twin.baseUri().toString(),
                    "token",
                    credential(twin, "token"),
                    "clientSecret",
                    credential(twin, "clientSecret")),
            number -> new Step(
                    "POST",
                    "/crm/objects/2026-03/contacts",
                    Map.of(
                            "properties",
                            Map.of("firstname", given(number), "lastname", "Silva", "email", email(number)))),
            (id, family) -> new Step(
                    "PATCH", "/crm/objects/2026-03/contacts/" + id, Map.of("properties", Map.of("lastname", family))),
            VendorUnderTest.ana("Silva", "no-address")),
    VENDURE(
            "vendure",
            VendureTwin::start,
            twin -> Map.of("url", twin.baseUri().toString(), "apiKey", credential(twin, "apiKey")),
            number -> new Step(
                    "POST",
                    "/admin-api",
                    Map.of(
                            "query",
                            "mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { __typename } }",
                            "variables",
                            Map.of(
                                    "input",
                                    Map.of(
                                            "firstName",
                                            given(number),
                                            "lastName",
                                            "Silva",
                                            "emailAddress",
                                            email(number))))),
            (id, family) -> new Step(
                    "POST",
                    "/admin-api",
                    Map.of(
                            "query",
                            "mutation($input: UpdateCustomerInput!) { updateCustomer(input: $input) { __typename } }",
                            "variables",
                            Map.of("input", Map.of("id", id, "lastName", family)))),
            CustomerData.builder()
                    .text(Attribute.GIVEN_NAME, "Ana")
                    .text(Attribute.FAMILY_NAME, "Silva")
                    .build()),
    MAILCHIMP(
            "mailchimp",
            MailchimpTwin::start,
            twin -> Map.of(
                    "audience",
                    MailchimpTwin.LIST,
                    "url",
                    twin.baseUri().toString(),
                    "apiKey",
                    credential(twin, "apiKey")),
            number -> new Step(
                    "POST",
                    "/3.0/lists/" + MailchimpTwin.LIST + "/members",
                    Map.of(
                            "email_address",
                            email(number),
                            "status",
                            "subscribed",
                            "merge_fields",
                            Map.of("FNAME", given(number), "LNAME", "Silva"))),
            (id, family) -> new Step(
                    "PATCH",
                    "/3.0/lists/" + MailchimpTwin.LIST + "/members/" + id,
                    Map.of("merge_fields", Map.of("LNAME", family))),
            VendorUnderTest.ana("Silva", "no-address")),
    GHOST(
            "ghost",
            GhostTwin::start,
            twin -> Map.of("url", twin.baseUri().toString(), "adminKey", credential(twin, "adminKey")),
            number -> new Step(
                    "POST",
                    "/ghost/api/admin/members/",
                    Map.of("members", List.of(Map.of("name", given(number) + " Silva", "email", email(number))))),
            (id, family) -> new Step(
                    "PUT",
                    "/ghost/api/admin/members/" + id + "/",
                    Map.of("members", List.of(Map.of("name", "Ana " + family)))),
            VendorUnderTest.ana("Silva", "no-address")),
    ZENDESK(
            "zendesk",
            settings -> ZendeskTwin.start(settings, new Options(10_000, 10_000, false, Duration.ZERO)),
            twin -> Map.of("subdomain", "twin", "url", twin.baseUri().toString(), "token", credential(twin, "token")),
            number -> new Step(
                    "POST",
                    "/api/v2/users.json",
                    Map.of("user", Map.of("name", given(number) + " Silva", "email", email(number)))),
            (id, family) ->
                    new Step("PUT", "/api/v2/users/" + id + ".json", Map.of("user", Map.of("name", "Ana " + family))),
            VendorUnderTest.ana("Silva", "no-address")),
    REQUEST_TRACKER(
            "request-tracker",
            RequestTrackerTwin::start,
            twin -> Map.of("url", twin.baseUri().toString(), "token", credential(twin, "token")),
            number -> new Step(
                    "POST",
                    "/REST/2.0/user",
                    Map.of("RealName", given(number) + " Silva", "EmailAddress", email(number))),
            (id, family) -> new Step("PUT", "/REST/2.0/user/" + id, Map.of("RealName", "Ana " + family)),
            VendorUnderTest.ana("Silva", "no-address")),
    ODOO(
            "odoo",
            OdooTwin::start,
            twin -> Map.of("url", twin.baseUri().toString(), "apiKey", credential(twin, "apiKey")),
            number -> new Step(
                    "POST",
                    "/json/2/res.partner/create",
                    Map.of("vals_list", List.of(Map.of("name", given(number) + " Silva", "email", email(number))))),
            (id, family) -> new Step(
                    "POST",
                    "/json/2/res.partner/write",
                    Map.of("ids", List.of(Long.valueOf(id)), "vals", Map.of("name", "Ana " + family))),
            // A contact has a name.
            CustomerData.builder()
                    .texts(Attribute.EMAILS, "nameless@example.org")
                    .build()),
    TRYTON(
            "tryton",
            TrytonTwin::start,
            twin -> Map.of(
                    "url",
                    twin.baseUri().toString(),
                    "database",
                    TrytonTwin.DATABASE,
                    "user",
                    TrytonTwin.USER,
                    "password",
                    credential(twin, "password")),
            number -> tryton(
                    "create",
                    List.of(Map.of(
                            "name",
                            given(number) + " Silva",
                            "contact_mechanisms",
                            List.of(List.of("create", List.of(Map.of("type", "email", "value", email(number)))))))),
            (id, family) -> tryton("write", List.of(Long.valueOf(id)), Map.of("name", "Ana " + family)),
            VendorUnderTest.ana("Silva\nLima", "ana@example.org")),
    ERPNEXT(
            "erpnext",
            ErpNextTwin::start,
            twin -> Map.of(
                    "url",
                    twin.baseUri().toString(),
                    "apiKey",
                    ErpNextTwin.KEY,
                    "apiSecret",
                    credential(twin, "apiSecret")),
            number -> new Step(
                    "POST",
                    "/api/resource/Contact",
                    Map.of(
                            "first_name",
                            given(number),
                            "last_name",
                            "Silva",
                            "email_ids",
                            List.of(Map.of("email_id", email(number), "is_primary", 1)))),
            (id, family) ->
                    new Step("PUT", "/api/resource/Contact/" + id.replace(" ", "%20"), Map.of("last_name", family)),
            VendorUnderTest.ana("Silva", "no-address")),
    WEBHOOK(
            "webhook",
            WebhookTwin::start,
            twin -> Map.of(
                    "url",
                    twin.baseUri() + WebhookTwin.HOOK,
                    "sendSecret",
                    credential(twin, "sendSecret"),
                    "signingSecret",
                    credential(twin, "signingSecret"),
                    "answerIdAt",
                    "/id"),
            number -> new Step(
                    "POST",
                    "/customers",
                    Map.of("givenName", given(number), "familyName", "Silva", "emails", List.of(email(number)))),
            (id, family) -> new Step("PUT", "/customers/" + id, Map.of("familyName", family)),
            VendorUnderTest.ana("Silva", "no-address")),
    WOOCOMMERCE(
            "woocommerce",
            WooCommerceTwin::start,
            twin -> Map.of(
                    "url",
                    twin.baseUri().toString(),
                    "consumerKey",
                    credential(twin, "consumerKey"),
                    "consumerSecret",
                    credential(twin, "consumerSecret"),
                    "webhookSecret",
                    "twin-webhook-secret"),
            number -> new Step(
                    "POST",
                    "/wp-json/wc/v3/customers",
                    Map.of("first_name", given(number), "last_name", "Silva", "email", email(number))),
            (id, family) -> new Step("PUT", "/wp-json/wc/v3/customers/" + id, Map.of("last_name", family)),
            VendorUnderTest.ana("Silva", "no-address")),
    SALESFORCE(
            "salesforce",
            SalesforceTwin::start,
            twin -> Map.of("url", twin.baseUri().toString(), "token", credential(twin, "token")),
            number -> new Step(
                    "POST",
                    "/services/data/v65.0/sobjects/Contact",
                    Map.of("FirstName", given(number), "LastName", "Silva", "Email", email(number))),
            (id, family) ->
                    new Step("PATCH", "/services/data/v65.0/sobjects/Contact/" + id, Map.of("LastName", family)),
            VendorUnderTest.ana("Silva", "no-address"));

    /** Vendors that let several customers have one address, so that they refuse no second one. */
    private static final Set<Vendor> SEVERAL_OF_AN_ADDRESS =
            EnumSet.of(SAP_BUSINESS_PARTNER, ODOO, TRYTON, ERPNEXT, WEBHOOK, SALESFORCE);

    /** A call that the vendor's staff makes. */
    record Step(String method, String path, Map<String, ?> body) {}

    /** What the staff does to change a family name. */
    interface Rename {
        Step of(String id, String family);
    }

    final String connector;
    final Function<TwinSettings, VendorTwin> start;
    final Function<VendorTwin, Map<String, String>> connection;
    final IntFunction<Step> enter;
    final Rename rename;
    final CustomerData refused;

    /**
     * @param connector id of the connector
     * @param connection settings of gateway.yaml that reach the twin, secrets in clear
     * @param enter how the staff enters the customer of that number
     * @param rename how the staff changes the family name of the customer with that id
     * @param refused a customer whose values the vendor does not take
     */
    Vendor(
            String connector,
            Function<TwinSettings, VendorTwin> start,
            Function<VendorTwin, Map<String, String>> connection,
            IntFunction<Step> enter,
            Rename rename,
            CustomerData refused) {
        this.connector = connector;
        this.start = start;
        this.connection = connection;
        this.enter = enter;
        this.rename = rename;
        this.refused = refused;
    }

    boolean hasOneOfAnAddress() {
        return !SEVERAL_OF_AN_ADDRESS.contains(this);
    }

    /** The vendor of that connector, if it has a twin. */
    static Optional<Vendor> of(String connector) {
        return Arrays.stream(values())
                .filter(vendor -> vendor.connector.equals(connector))
                .findFirst();
    }

    private static Step tryton(String method, Object... params) {
        var all = new ArrayList<Object>(List.of(params));
        all.add(Map.of());
        return new Step(
                "POST",
                "/" + TrytonTwin.DATABASE + "/",
                Map.of("id", 0, "method", "model.party.party." + method, "params", all));
    }

    private static String credential(VendorTwin twin, String name) {
        return String.valueOf(twin.credentials().get(name));
    }

    static String given(int number) {
        return List.of("Ana", "Ben", "Cem", "Dov").get(number % 4);
    }

    static String email(int number) {
        return "customer" + number + "@example.org";
    }
}
