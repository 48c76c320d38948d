package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.testkit.data.CrmCsv;
import dev.karat.testkit.data.PopulationCsv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code karat bench generate}: writes a labelled set of generated customers. */
@Command(
        name = "generate",
        description = "Writes generated customers as a CSV file, with the true customer in the column truth.",
        footer = {
            "",
            "crm: entries of persons and firms of eleven countries as they gather in a CRM over years. Households share",
            "names, addresses, telephones and mailboxes; people move and change numbers; entries have gaps, slips,",
            "nicknames, other scripts, placeholders.",
            "systems: the same kind of customers as four systems see them (ERP, shop, mailing, support), many of which",
            "know a mail address or a name only.",
            "The same seed gives the same file, byte for byte."
        })
final class BenchGenerateCommand implements Callable<Integer> {
    /** Kinds of sets. */
    enum Kind {
        CRM,
        SYSTEMS
    }

    /** More would repeat ids. */
    private static final long RECORDS_MAX = 15_000_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--kind", paramLabel = "KIND", description = "crm or systems (default: crm).")
    private Kind kind = Kind.CRM;

    @Option(names = "--records", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
    private long records = 100_000;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed, other customers (default: 7).")
    private long seed = 7;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path out = Path.of("");

    @Override
    public Integer call() {
        if (records < 1 || records > RECORDS_MAX) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    String.format(Locale.ROOT, "--records is 1 to %,d", RECORDS_MAX));
        }
        try {
            if (kind == Kind.CRM) {
                CrmCsv.write(out, seed, records);
            } else {
                PopulationCsv.write(out, seed, records);
            }
        } catch (IOException e) {
            throw new GatewayException(ErrorCode.FILE_MALFORMED, out + " cannot be written: " + e.getMessage(), e);
        }
        Output.last(
                Output.of(spec),
                Output.result(true)
                        .put("kind", kind.name().toLowerCase(Locale.ROOT))
                        .put("records", records)
                        .put("seed", seed)
                        .put("seconds", ProcessFigures.secondsSinceStart()));
        return 0;
    }
}
