package dev.karat.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What a command says: lines for people, then one line of JSON for machines. */
final class Output {
    static final ObjectMapper JSON = new ObjectMapper();

    private Output() {}

    /** Standard output of the command line that the command belongs to. */
    static PrintWriter of(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
    }

    /** Standard error, for progress and notices. */
    static PrintWriter errors(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec, "picocli sets it").commandLine().getErr();
    }

    static ObjectNode result(boolean ok) {
        return JSON.createObjectNode().put("ok", ok);
    }

    static void last(PrintWriter out, ObjectNode result) {
        try {
            out.println(JSON.writeValueAsString(result));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of JSON can always be written", impossible);
        }
        out.flush();
    }
}
