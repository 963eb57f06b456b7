package io.dropsight.service.config;

import java.util.List;

/** Everything that is wrong with a configuration; each problem says what, where, and what to write instead. */
public final class ConfigProblems extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    ConfigProblems(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
