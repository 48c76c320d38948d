package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The benchmark of connectors, in a size that shows no speed. */
class BenchConnectorCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int bench(Object... more) {
        Object[] first = {"bench", "connector", "--connectors", "../../connectors", "--customers", 120};
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Stream.concat(Arrays.stream(first), Arrays.stream(more))
                        .map(String::valueOf)
                        .toArray(String[]::new));
    }

    @Test
    void everyMeasurableConnectorReadsAndWritesItsTwin() throws IOException {
        assertThat(bench("shopify", "mailchimp", "odoo", "vendure", "files"))
                .as("%s%s", out, err)
                .isZero();
        List<String> lines = out.toString().lines().toList();
        JsonNode told = Output.JSON.readTree(lines.get(lines.size() - 1));
        assertThat(told.path("ok").asBoolean()).isTrue();
        assertThat(told.path("connectors")).hasSize(5).allSatisfy(one -> {
            assertThat(one.path("refused").asInt()).isZero();
            assertThat(one.at("/read/perSecond").asLong()).isPositive();
            assertThat(one.at("/changed/perSecond").asLong()).isPositive();
            assertThat(one.at("/changed/mappingPercent").asDouble()).isPositive();
            assertThat(one.has("created"))
                    .isEqualTo(!one.path("connector").asText().equals("files"));
        });
        assertThat(told.at("/connectors/0/readPage").asInt()).isEqualTo(120);
    }

    @Test
    void refusesAConnectorWithoutATwin() {
        assertThat(bench("mail")).isEqualTo(2);
        assertThat(err.toString()).contains("[shopify, mailchimp, odoo, vendure, files]");
    }
}
