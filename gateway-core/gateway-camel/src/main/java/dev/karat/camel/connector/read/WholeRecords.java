package dev.karat.camel.connector.read;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.EachSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Reads the records that the rows of a list only name, one by one. */
record WholeRecords(EachSpec each, RecordFacts facts, VendorHttp http) {
    /** The records that the rows stand for, each once; those that are gone meanwhile are left out. */
    List<JsonNode> of(JsonNode list) {
        var ids = new LinkedHashSet<String>();
        for (JsonNode row : list) {
            JsonPointer place = each.id();
            String id = place == null ? facts.of(row).id() : row.at(place).asText();
            if (id != null && !id.isEmpty()) {
                ids.add(id);
            }
        }
        var records = new ArrayList<JsonNode>();
        for (String id : ids) {
            JsonNode record = one(id);
            if (record.isObject()) {
                records.add(record);
            }
        }
        return records;
    }

    private JsonNode one(String id) {
        try {
            return http.call(Call.of(each.request(), Map.of("id", id))).json().at(each.record());
        } catch (GatewayException failed) {
            if (failed.code() == ErrorCode.VENDOR_NOT_FOUND) {
                return MissingNode.getInstance();
            }
            throw failed;
        }
    }
}
