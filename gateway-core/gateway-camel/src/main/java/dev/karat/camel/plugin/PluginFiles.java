package dev.karat.camel.plugin;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Copies a plugin into a folder of the gateway's own, within limits. What lies in {@code plugins/} may be overwritten at
 * any moment, also a jar whose classes are in use. Used once.
 */
final class PluginFiles {
    static final String ARCHIVE = ".zip";

    private static final int DEPTH_MAX = 10;
    private static final int BUFFER = 16_384;

    private final PluginLimits limits;
    private final Path into;
    private long bytes;
    private int entries;

    PluginFiles(PluginLimits limits, Path into) {
        this.limits = limits;
        this.into = into;
    }

    /** Copies an archive or a folder; throws PLUGIN_INVALID if it goes beyond a limit or leads out of its place. */
    void take(Path source) throws IOException {
        Files.createDirectories(into);
        if (Files.isDirectory(source)) {
            copy(source);
        } else if (Files.size(source) > limits.archiveBytes()) {
            throw invalid("The archive has " + Files.size(source) + " bytes; " + limits.archiveBytes() + " are taken");
        } else {
            unpack(source);
        }
    }

    private void unpack(Path archive) throws IOException {
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                place(entry.getName(), entry.isDirectory() ? null : zip);
            }
        } catch (ZipException | IllegalArgumentException broken) {
            throw invalid("The archive cannot be read");
        }
        if (entries == 0) {
            throw invalid("The archive is empty, or none");
        }
    }

    private void copy(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, DEPTH_MAX)) {
            for (Path file : (Iterable<Path>) files.filter(each -> !each.equals(folder))::iterator) {
                if (Files.isSymbolicLink(file)) {
                    throw invalid("A link may lead anywhere: " + folder.relativize(file));
                }
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    place(folder.relativize(file).toString(), null);
                } else {
                    try (InputStream content = Files.newInputStream(file)) {
                        place(folder.relativize(file).toString(), content);
                    }
                }
            }
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    /** @param content of a file, or null for a folder */
    private void place(String name, @Nullable InputStream content) throws IOException {
        if (++entries > limits.entries()) {
            throw invalid("It has more than " + limits.entries() + " files and folders");
        }
        Path target = target(name);
        if (content == null) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                bytes += read;
                if (bytes > limits.unpackedBytes()) {
                    throw invalid("Its files have more than " + limits.unpackedBytes() + " bytes together");
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private Path target(String name) {
        try {
            Path target = into.resolve(name.replace('\\', '/')).normalize();
            if (target.startsWith(into) && !target.equals(into)) {
                return target;
            }
        } catch (InvalidPathException noPath) {
            throw invalid("A name in it is no path");
        }
        throw invalid("A name in it leads out of its folder");
    }

    static GatewayException invalid(String message) {
        return new GatewayException(ErrorCode.PLUGIN_INVALID, message);
    }

    /** Tells one state of a plugin's files from another: names, sizes and times. */
    static String signature(Path source) throws IOException {
        if (!Files.isDirectory(source)) {
            return Files.size(source) + " " + Files.getLastModifiedTime(source);
        }
        var signature = new StringBuilder();
        try (Stream<Path> files = Files.walk(source, DEPTH_MAX)) {
            for (Path file : (Iterable<Path>) files.sorted().limit(100_000)::iterator) {
                signature.append(source.relativize(file));
                if (Files.isRegularFile(file)) {
                    signature.append(' ').append(Files.size(file)).append(' ').append(Files.getLastModifiedTime(file));
                }
                signature.append('\n');
            }
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
        return signature.toString();
    }

    /** Removes a folder with everything in it, as far as possible. */
    static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException left) {
            // What is left is removed at the next start, when the whole folder is made anew.
            return;
        }
    }
}
