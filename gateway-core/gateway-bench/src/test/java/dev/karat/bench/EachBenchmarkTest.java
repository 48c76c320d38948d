package dev.karat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Benchmarks are run seldom; here each is called once, so that it still works when somebody needs it. */
class EachBenchmarkTest {
    @TempDir
    private Path home = Path.of("");

    @Test
    void canBeCalled() throws IOException, RunnerException {
        System.setProperty("jmh.ignoreLock", "true");
        System.setProperty("karat.home", launcherOnTheClassPath().toString());
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .forks(0)
                        .mode(Mode.SingleShotTime)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .param("stored", "500")
                        .param("records", "500")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        Set<String> called = new TreeSet<String>();
        results.forEach(result -> called.add(result.getParams().getBenchmark()));
        assertThat(called).isEqualTo(benchmarks()).hasSizeGreaterThan(10);
    }

    private static Set<String> benchmarks() throws IOException {
        Set<String> all = new TreeSet<String>();
        BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT), List.of())
                .forEach(entry -> all.add(entry.getUsername()));
        return all;
    }

    /** Stands for the launcher of the project, which would build: the command line of this class path. */
    private Path launcherOnTheClassPath() throws IOException {
        String script = "#!/bin/sh\nexec '%s' -cp '%s' dev.karat.server.cli.Karat \"$@\"%n"
                .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path"));
        Path launcher = Files.writeString(home.resolve("karat"), script);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return home;
    }
}
