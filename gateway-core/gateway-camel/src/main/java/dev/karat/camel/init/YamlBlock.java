package dev.karat.camel.init;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Adds lines to a YAML file that people edit, and leaves the others as they are. */
final class YamlBlock {
    private static final Pattern TOP_LEVEL = Pattern.compile("[^\\s#].*");
    private static final Pattern INDENTED = Pattern.compile("(\\s+)[^\\s#].*");
    private static final String STEP = "  ";

    private YamlBlock() {}

    /**
     * Adds members to a mapping at the top level, behind those that it has; a mapping that is not there is begun at the
     * end. The result is to be read and compared: this looks at lines only.
     *
     * @param members lines that are indented by two blanks
     */
    static String insert(String text, String key, String members) {
        if (members.isEmpty()) {
            return text;
        }
        var lines = new ArrayList<>(text.lines().toList());
        int at = start(lines, key);
        if (at < 0) {
            lines.add("");
            lines.add(key + ":");
            at = lines.size() - 1;
        }
        int last = at;
        String indent = STEP;
        for (int i = at + 1;
                i < lines.size() && !TOP_LEVEL.matcher(lines.get(i)).matches();
                i++) {
            var member = INDENTED.matcher(lines.get(i));
            if (member.matches()) {
                indent = last == at ? member.group(1) : indent;
                last = i;
            }
        }
        String own = indent;
        lines.addAll(
                last + 1,
                members.lines().map(line -> own + line.substring(STEP.length())).toList());
        return String.join("\n", lines) + "\n";
    }

    private static int start(List<String> lines, String key) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(key + ":")) {
                return i;
            }
        }
        return -1;
    }
}
