package dev.karat.camel.init;

import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.spec.Category;
import java.util.List;

/**
 * What a new system of a kind starts with; the team that runs it changes it. Whoever sends invoices or talks to customers
 * is believed more than a system in which people type about themselves, and every system is first given only what it
 * cannot be harmed by: no login, no address of an invoice, no address for mail.
 *
 * @param trust 0 to 100, higher wins
 * @param required nothing is created anywhere before such a system was read once
 * @param poll wait between two reads
 * @param give what it is given, as far as its mapping writes it
 * @param owns of what its own value counts alone, as far as its mapping reads it
 */
record Preset(int trust, boolean required, String poll, List<Attribute> give, List<Attribute> owns) {
    private static final Preset ERP = new Preset(
            80,
            true,
            "5m",
            List.of(Attribute.EMAILS, Attribute.PHONES),
            List.of(Attribute.CUSTOMER_NUMBER, Attribute.TAX_ID));

    private static final Preset CRM = new Preset(
            70,
            true,
            "1m",
            List.of(
                    Attribute.GIVEN_NAME,
                    Attribute.FAMILY_NAME,
                    Attribute.ORGANIZATION,
                    Attribute.JOB_TITLE,
                    Attribute.PHONES,
                    Attribute.ADDRESS),
            List.of());

    private static final Preset SHOP =
            new Preset(60, true, "1m", List.of(Attribute.PHONES, Attribute.ADDRESS), List.of());

    private static final Preset SUPPORT = new Preset(
            40,
            false,
            "5m",
            List.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME, Attribute.PHONES, Attribute.ORGANIZATION),
            List.of());

    private static final Preset MAILING = new Preset(
            30,
            false,
            "5m",
            List.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME, Attribute.PREFERRED_LANGUAGE),
            List.of());

    /** Of a system about which nothing is known nothing is assumed: it is read, and is given nothing. */
    private static final Preset OTHER = new Preset(50, false, "1m", List.of(), List.of());

    static Preset of(Category category) {
        return switch (category) {
            case ERP -> ERP;
            case CRM -> CRM;
            case SHOP -> SHOP;
            case SUPPORT -> SUPPORT;
            case MAILING -> MAILING;
            case OTHER -> OTHER;
        };
    }
}
