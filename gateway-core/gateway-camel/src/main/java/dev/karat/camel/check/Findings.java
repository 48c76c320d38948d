package dev.karat.camel.check;

import dev.karat.engine.config.Problem;
import java.util.List;

/**
 * What a check found. Immutable.
 *
 * @param problems what has to be mended before the gateway can run as the files say
 * @param notices what may be meant so, or can only be known on the server
 */
public record Findings(List<Problem> problems, List<Problem> notices) {
    public Findings {
        problems = List.copyOf(problems);
        notices = List.copyOf(notices);
    }
}
