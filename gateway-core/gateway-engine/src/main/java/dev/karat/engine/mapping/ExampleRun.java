package dev.karat.engine.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.config.Problem;
import dev.karat.engine.store.CustomerDataJson;
import java.util.ArrayList;
import java.util.List;

/** One example held against its mapping. Examples are invented, so their values may be shown. */
final class ExampleRun {
    private final Mapping mapping;
    private final MappingExample example;
    private final List<Problem> problems = new ArrayList<>();

    ExampleRun(Mapping mapping, MappingExample example) {
        this.mapping = mapping;
        this.example = example;
    }

    List<Problem> problems() {
        try {
            CustomerData canonical = CustomerDataJson.fromNode(example.canonical());
            JsonNode in = example.in();
            if (in != null) {
                CustomerData read = mapping.toCanonical(in, example.context());
                compare("canonical", CustomerDataJson.toNode(canonical), CustomerDataJson.toNode(read));
            }
            JsonNode out = example.out();
            if (out != null) {
                compare(
                        "out",
                        out,
                        mapping.toVendor(canonical, canonical.attributes(), example.creating(), example.context()));
            }
        } catch (GatewayException | IllegalArgumentException failed) {
            problem("the example fails: " + failed.getMessage());
        }
        return problems;
    }

    private void compare(String what, JsonNode expected, JsonNode actual) {
        if (!expected.equals(actual)) {
            problem(what + " is " + actual + ", expected " + expected);
        }
    }

    private void problem(String message) {
        problems.add(Problem.of(
                ErrorCode.MAPPING_EXAMPLE_FAILED,
                mapping.spec().file(),
                example.line(),
                example.name() + ": " + message));
    }
}
