package dev.usher.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, so that all of it is said at once and not the first only. */
final class Problems {

    private final String file;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(int line, String key, String text) {
        errors.add(new Problem(file, line, key, text));
    }

    void warn(int line, String key, String text) {
        warnings.add(new Problem(file, line, key, text));
    }

    /** For reading on below something that was already reported: what follows from it is no news. */
    Problems muted() {
        return new Problems(file);
    }

    /** How many errors so far, so that nothing is concluded from a value that was wrong. */
    int count() {
        return errors.size();
    }

    List<Problem> errors() {
        return byLine(errors);
    }

    List<Problem> warnings() {
        return byLine(warnings);
    }

    private static List<Problem> byLine(List<Problem> problems) {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }
}
