package dev.karat.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A disk in memory that fills up soon (tmpfs of Linux); only root may have one. For one thread. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Puts a disk into the place of an empty folder; empty if this user may not.
     *
     * @param megabytes its size
     */
    public static Optional<SmallDisk> in(Path folder, int megabytes) throws IOException, InterruptedException {
        return mount(folder, "size=" + megabytes + "m") ? Optional.of(new SmallDisk(folder)) : Optional.empty();
    }

    /** Gives it another size and keeps what it holds. */
    public void resize(int megabytes) throws IOException, InterruptedException {
        if (!mount(folder, "remount,size=" + megabytes + "m")) {
            throw new IOException("The disk cannot be given another size: " + folder);
        }
    }

    private static boolean mount(Path folder, String options) throws IOException, InterruptedException {
        return new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString())
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }

    @Override
    public void close() throws IOException {
        new ProcessBuilder("umount", "-l", folder.toString()).start().onExit().join();
    }
}
