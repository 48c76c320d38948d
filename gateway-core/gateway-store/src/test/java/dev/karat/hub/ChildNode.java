package dev.karat.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A {@link NodeProcess} with its ledger: what it acknowledged is kept here, where no kill reaches it. Started again, it
 * goes on with the first page that was not acknowledged, as a source does.
 */
final class ChildNode {
    private final String url;
    private final String name;
    private final long seed;
    private final int step;
    private final AtomicInteger next;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile boolean done;
    private Process process;

    ChildNode(String url, String name, long seed, int first, int step) throws IOException {
        this.url = url;
        this.name = name;
        this.seed = seed;
        this.step = step;
        this.next = new AtomicInteger(first);
        this.process = begin();
    }

    private Process begin() throws IOException {
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dkarat.faults=" + System.getProperty("karat.faults", "0"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName(),
                        url,
                        name,
                        Long.toString(seed),
                        Integer.toString(next.get()),
                        Integer.toString(step))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "child-" + name + ".log").toFile()))
                .start();
        var reader = new Thread(() -> read(started), "ledger of " + name);
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    private void read(Process from) {
        try (var lines = new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // A kill may cut off the last line, and with it digits of its number.
                if (line.equals(NodeProcess.ACKNOWLEDGED + next.get())) {
                    next.addAndGet(step);
                    acknowledged.incrementAndGet();
                }
                done |= line.equals("done");
            }
        } catch (IOException ended) {
            // What was not read was not acknowledged.
        }
    }

    void start() throws IOException {
        process = begin();
    }

    /** Pages acknowledged so far, over all its lives. */
    int acknowledged() {
        return acknowledged.get();
    }

    boolean isDone() {
        return done;
    }

    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }
}
