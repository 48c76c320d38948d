package dev.karat.server.cli;

import dev.karat.server.Version;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command line. Results go to standard output, everything else to standard error; exit codes are 0 ok, 1 negative
 * finding, 2 usage or input, 3 internal.
 */
@Command(
        name = "karat",
        versionProvider = Karat.VersionLine.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        description = "The open CRM integration and sync gateway: records of many systems, one golden customer profile,"
                + " and back to every system.",
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        subcommands = {
            DemoCommand.class,
            InitCommand.class,
            RunCommand.class,
            ValidateCommand.class,
            ResolveCommand.class,
            TrainCommand.class,
            LoadCommand.class,
            StatusCommand.class,
            CheckCommand.class,
            WhyCommand.class,
            HowCommand.class,
            HistoryCommand.class,
            CustomerCommand.class,
            PreviewCommand.class,
            GoLiveCommand.class,
            BrakeCommand.class,
            RevertCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            PhaseCommand.class,
            StopWritesCommand.class,
            ResyncCommand.class,
            DriftCommand.class,
            DeadLettersCommand.class,
            ConnectorsCommand.class,
            NewConnectorCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            AuditCommand.class,
            BenchCommand.class,
            TryCommand.class,
            SchemaCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Karat implements Runnable {
    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of a failure, and more of the log.")
    private boolean verbose;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        keepThreads();
        System.exit(run(utf8(System.out), utf8(System.err), arguments));
    }

    /**
     * On two processors the JDK would start a thread for each answer of a vendor: its HTTP client hands answers to the
     * default executor of CompletableFuture, which is a pool only from two threads on.
     */
    private static void keepThreads() {
        String threads = "java.util.concurrent.ForkJoinPool.common.parallelism";
        if (System.getProperty(threads) == null && Runtime.getRuntime().availableProcessors() <= 2) {
            System.setProperty(threads, "2");
        }
    }

    /** Runs one command line and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        var karat = new Karat();
        return new CommandLine(karat)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failures.report(failure, command.getErr(), karat.verbose))
                .execute(arguments);
    }

    /** The encoding of the terminal's locale could not show every name of a system or a file. */
    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Name a command");
        }
    }

    /** What {@code --version} prints. */
    static final class VersionLine implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"karat " + Version.number()};
        }
    }
}
