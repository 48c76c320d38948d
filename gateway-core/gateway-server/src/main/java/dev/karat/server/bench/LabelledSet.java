package dev.karat.server.bench;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of which is known who is who: a CSV file in canonical columns with the true customer in the column
 * {@code truth}.
 *
 * @param name of the file, without its ending
 */
public record LabelledSet(String name, Path file) {
    /** The column that names the true customer. It never reaches matching. */
    public static final String TRUTH = "truth";

    private static final String ENDING = ".csv";

    public LabelledSet(Path file) {
        this(name(file), file);
    }

    /** The sets that are meant: files, and all CSV files of folders in the order of their names. */
    public static List<LabelledSet> of(List<Path> filesAndFolders) {
        var sets = new ArrayList<LabelledSet>();
        for (Path next : filesAndFolders) {
            if (Files.isDirectory(next)) {
                sets.addAll(in(next));
            } else {
                sets.add(new LabelledSet(next));
            }
        }
        return List.copyOf(sets);
    }

    private static List<LabelledSet> in(Path folder) {
        try (var files = Files.list(folder)) {
            List<LabelledSet> sets = files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .map(LabelledSet::new)
                    .toList();
            if (sets.isEmpty()) {
                throw new GatewayException(ErrorCode.FILE_MALFORMED, folder + " holds no CSV file");
            }
            return sets;
        } catch (IOException e) {
            throw new GatewayException(ErrorCode.FILE_MALFORMED, folder + " cannot be read", e);
        }
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    }
}
