package dev.karat.camel.init;

import java.util.List;
import java.util.stream.Collectors;

/** The list of the variables that gateway.yaml refers to, for somebody to fill in. */
final class VariablesFile {
    private static final String HEAD = """
            # Copy this file to .env, fill it in, and show .env to nobody. In a shell: set -a; . ./.env; set +a
            # A value with other characters than letters, digits and dashes stands in single quotes.
            """;

    private VariablesFile() {}

    static String of(List<ChosenSystem> systems) {
        return HEAD + sections(systems);
    }

    /** A list with further systems; what stands there stays. */
    static String with(String text, List<ChosenSystem> added) {
        return (text.isEmpty() || text.endsWith("\n") ? text : text + "\n") + sections(added);
    }

    private static String sections(List<ChosenSystem> systems) {
        return systems.stream()
                .filter(system -> !system.variables().isEmpty())
                .map(system -> "\n# " + system.shown() + "\n"
                        + system.variables().stream().map(VariablesFile::line).collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    private static String line(Variable variable) {
        String told = (variable.secret() ? "Secret. " : "") + variable.description();
        return (told.isBlank() ? "" : "# " + told.strip() + "\n") + variable.name() + "=\n";
    }
}
