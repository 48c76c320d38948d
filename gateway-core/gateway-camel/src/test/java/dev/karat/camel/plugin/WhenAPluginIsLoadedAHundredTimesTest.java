package dev.karat.camel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever works on a plugin loads it all day. Nothing of the former ones stays, or a small metaspace would overflow. */
class WhenAPluginIsLoadedAHundredTimesTest {
    private static final int CLASSES = 250;

    @TempDir
    private Path folder;

    /** Changes names that no example of the mapping has, and brings many classes. */
    private static String hook() {
        String classes = IntStream.range(0, CLASSES)
                .mapToObj(number -> "static class Ballast" + number + " { " + methods(number) + " }")
                .collect(Collectors.joining("\n"));
        return """
                package acme;

                import java.util.*;

                public class Hook implements dev.karat.api.hook.RecordHook {
                    public Hook() throws Exception {
                        for (int i = 0; i < %d; i++) {
                            Class.forName("acme.Hook$Ballast" + i);
                        }
                    }

                    public String stream() {
                        return "customers";
                    }

                    public Map<String, Object> read(Map<String, Object> record) {
                        record.computeIfPresent("last_name", (key, name) -> name.equals("Okoye") ? "OKOYE" : name);
                        return record;
                    }

                    %s
                }
                """.formatted(CLASSES, classes);
    }

    private static String methods(int number) {
        return IntStream.range(0, 20)
                .mapToObj(
                        method -> "String m" + method + "(String a) { return a + \"" + number + "-" + method + "\"; }")
                .collect(Collectors.joining(" "));
    }

    @Test
    void leaksNothing() throws IOException, InterruptedException {
        Path plugin = MadePlugin.folder(folder.resolve("plugin"), "1.0.0");
        MadePlugin.hook(plugin, hook());
        Path archive = MadePlugin.zip(plugin, folder.resolve("own.zip"));
        Path output = folder.resolve("output");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:MaxMetaspaceSize=56m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadAndUnload.class.getName(),
                        archive.toString(),
                        folder.resolve("child").toString(),
                        "100")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();

        assertThat(Files.readString(output).lines().reduce("", (before, line) -> line))
                .as(() -> tail(output))
                .isEqualTo("done");
    }

    private static String tail(Path output) {
        try {
            String text = Files.readString(output);
            return text.substring(Math.max(0, text.length() - 3_000));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
