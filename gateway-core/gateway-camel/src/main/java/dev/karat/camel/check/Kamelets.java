package dev.karat.camel.check;

import dev.karat.camel.connector.KameletText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where Kamelets are found: in the folders of the connectors, and on the class path. */
final class Kamelets {
    private final List<Path> folders = new ArrayList<>();

    Kamelets(Path connectors) {
        try (Stream<Path> each = Files.list(connectors)) {
            each.sorted().forEach(connector -> folders.add(connector.resolve(KameletText.FOLDER)));
        } catch (IOException none) {
            // The connectors themselves are reported as missing.
            folders.add(connectors);
        }
    }

    boolean has(String name) {
        String file = name + ".kamelet.yaml";
        try {
            return folders.stream().anyMatch(folder -> Files.isRegularFile(folder.resolve(file)))
                    || onClassPath(KameletText.FOLDER + "/" + file);
        } catch (InvalidPathException noName) {
            return false;
        }
    }

    static boolean onClassPath(String resource) {
        return Kamelets.class.getClassLoader().getResource(resource) != null;
    }
}
