package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.KameletText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Kamelets beside a declaration say what it says. {@code -Dkarat.kamelets=write} writes them anew. */
class KameletContractTest {
    static List<String> ids() {
        return VendorsOnDisk.ids();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ids")
    void areThoseOfTheDeclaration(String id) throws IOException {
        Path connector = VendorsOnDisk.ROOT.resolve(id);
        Path folder = connector.resolve(KameletText.FOLDER);
        Map<String, String> wanted =
                KameletText.of(ConnectorFolder.load(connector).orThrow().spec());
        if ("write".equals(System.getProperty("karat.kamelets"))) {
            write(folder, wanted);
        }
        assertThat(read(folder)).as("written with -Dkarat.kamelets=write").isEqualTo(wanted);
    }

    private static void write(Path folder, Map<String, String> files) throws IOException {
        Files.createDirectories(folder);
        for (String stale : read(folder).keySet()) {
            Files.delete(folder.resolve(stale));
        }
        for (var file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private static Map<String, String> read(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> paths = Files.list(folder)) {
                for (Path path : paths.toList()) {
                    files.put(String.valueOf(path.getFileName()), Files.readString(path));
                }
            }
        }
        return files;
    }
}
