package dev.karat.camel.plugin;

import dev.karat.api.hook.RecordHook;
import dev.karat.camel.GatewayFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** A plugin as an author makes one: the connector of a shop under a name of its own, and Java if it is wanted. */
final class MadePlugin {
    static final String ID = "ownshop";

    private static final Path SHOPIFY = GatewayFixture.CONNECTORS.resolve("shopify");

    private MadePlugin() {}

    /** Writes the folder of a plugin of that version. */
    static Path folder(Path folder, String version) {
        try {
            Files.createDirectories(folder.resolve("mapping"));
            String declared = Files.readString(SHOPIFY.resolve("connector.yaml"))
                    .replaceFirst("id: shopify", "id: " + ID)
                    .replaceFirst("version: [\\d.]+", "version: " + version);
            Files.writeString(folder.resolve("connector.yaml"), declared);
            Files.copy(SHOPIFY.resolve("mapping/customer.yaml"), folder.resolve("mapping/customer.yaml"));
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void replace(Path file, String what, String by) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(what)) {
            throw new IllegalArgumentException(what);
        }
        Files.writeString(file, text.replace(what, by));
    }

    /** Packs a folder as people do, with the folder itself in the archive. */
    static Path zip(Path folder, Path archive) {
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                zip.putNextEntry(new ZipEntry("plugin/" + folder.relativize(file)));
                Files.copy(file, zip);
            }
            return archive;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Compiles {@code acme.Hook} and puts it into the plugin's {@code lib/}. */
    static void hook(Path folder, String source) {
        try {
            Path work = Files.createTempDirectory("hook");
            Path java = Files.createDirectories(work.resolve("acme")).resolve("Hook.java");
            Files.writeString(java, source);
            String api = Path.of(RecordHook.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            int failed = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-proc:none", "-cp", api, "-d", work.toString(), java.toString());
            if (failed != 0) {
                throw new IllegalArgumentException("The hook does not compile");
            }
            Files.createDirectories(folder.resolve("lib"));
            jar(work, folder.resolve("lib/hook.jar"));
            PluginFiles.remove(work);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".class")).toList();
            for (Path file : all) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
            }
            zip.putNextEntry(new ZipEntry("META-INF/services/" + RecordHook.class.getName()));
            zip.write("acme.Hook".getBytes(StandardCharsets.UTF_8));
        }
    }
}
