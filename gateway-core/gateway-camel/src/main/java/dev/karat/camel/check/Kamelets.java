package dev.karat.camel.check;

import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.KameletText;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Where Kamelets are found: in the folders of the connectors, and on the class path. */
final class Kamelets {
    private final List<Path> folders;

    Kamelets(Connectors connectors) {
        folders = connectors.folders().stream()
                .map(connector -> connector.resolve(KameletText.FOLDER))
                .toList();
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
