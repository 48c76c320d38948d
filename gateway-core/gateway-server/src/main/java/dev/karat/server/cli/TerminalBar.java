package dev.karat.server.cli;

import java.util.Objects;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error, or nothing if that is no terminal. Used by one thread. */
final class TerminalBar implements AutoCloseable {
    /** Set by the launcher if standard error is a terminal; Java 17 cannot tell by itself. */
    private static final String TERMINAL = "karat.terminal";

    private final boolean shown;
    private @Nullable ProgressBar bar;

    private TerminalBar(boolean shown) {
        this.shown = shown;
    }

    static TerminalBar ofTerminal() {
        return new TerminalBar(Boolean.getBoolean(TERMINAL));
    }

    /** Shows how far a step is; another step gets a bar of its own. */
    void at(String step, long done, long of) {
        if (!shown) {
            return;
        }
        if (bar == null || !bar.getTaskName().equals(step)) {
            close();
            bar = new ProgressBarBuilder().setTaskName(step).setInitialMax(of).build();
        }
        Objects.requireNonNull(bar).stepTo(Math.min(done, of));
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
