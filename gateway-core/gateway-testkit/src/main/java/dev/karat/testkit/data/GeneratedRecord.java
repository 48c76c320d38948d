package dev.karat.testkit.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one system holds of one customer. Immutable.
 *
 * @param system {@code erp}, {@code shop}, {@code mailing} or {@code support}
 * @param id unique in the system; says nothing of the customer
 * @param truthId the customer it truly is; kept aside, never part of the values
 * @param values by canonical name ({@code givenName}, {@code postalCode} and so on), raw as the system writes them,
 *     absent ones left out; further {@code updatedAt} (ISO instant) and {@code subscribed} ({@code true} or
 *     {@code false})
 */
public record GeneratedRecord(String system, String id, String truthId, Map<String, String> values) {
    public GeneratedRecord {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The value of that canonical name, or an empty text. */
    public String value(String name) {
        return values.getOrDefault(name, "");
    }
}
