package dev.karat.engine.resolve;

import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Finds labelled sets in a folder {@code shared/data} beside the project; they are not part of it. */
final class LabelledSets {
    private LabelledSets() {}

    /** The set, or a skipped test where it is absent. */
    static Path require(String name) {
        for (Path folder = Path.of(System.getProperty("user.dir")); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared/data/" + name + ".csv");
            if (Files.exists(file)) {
                return file;
            }
        }
        Assumptions.abort("The labelled set " + name + " is not there: skipped");
        throw new IllegalStateException();
    }

    static ResolveInput read(Path file, Workers workers) {
        return new CsvInput(new Normalizer(new TermTable(), null), workers, "truth").read(List.of(file));
    }
}
