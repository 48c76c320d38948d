package dev.karat.bench;

import dev.karat.testkit.data.CrmCsv;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@code karat resolve} from CSV to CSV as its users start it: a process of its own by the launcher, timed from outside,
 * the start of the JVM included. Beside the time stands what it says itself, with its peak memory (VmHWM of proc(5)).
 * The launcher is that of the project that holds the working folder, or of the folder in the system property
 * {@code karat.home}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class ResolveBenchmark {
    private static final long SEED = 7;

    @Param({"100000", "1000000"})
    public int records;

    private Path launcher = Path.of("");
    private Path in = Path.of("");
    private Path out = Path.of("");

    @Setup
    public void generate() throws IOException, InterruptedException {
        launcher = launcher();
        in = Files.createTempFile("karat-bench", ".csv");
        out = Files.createTempFile("karat-bench", ".clusters.csv");
        CrmCsv.write(in, SEED, records);
        run("--version"); // The launcher builds what is missing now, not while time is taken.
    }

    @TearDown
    public void delete() throws IOException {
        Files.deleteIfExists(in);
        Files.deleteIfExists(out);
    }

    /** Prints what the process tells of itself; a counter would add its peak memory up over the runs. */
    @Benchmark
    public String resolve() throws IOException, InterruptedException {
        String result = run("resolve", in.toString(), "--out", out.toString());
        System.out.println(result);
        return result;
    }

    /** The last line of what the command says. */
    private String run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String last = "";
        try (var lines = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        }
        int exit = started.waitFor();
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + exit);
        }
        return last;
    }

    private static Path launcher() {
        String home = System.getProperty("karat.home");
        for (Path folder = Path.of(home == null ? "" : home).toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            Path launcher = folder.resolve("karat");
            if (Files.isRegularFile(launcher) && Files.isExecutable(launcher)) {
                return launcher;
            }
        }
        throw new IllegalStateException("Start it in a folder of the project, or set karat.home");
    }
}
