package dev.usher.config;

import java.util.List;

/** What reading a configuration file came to. */
public sealed interface Reading {

    /**
     * The gateway can start.
     *
     * @param warnings what the file says in vain, sorted by line
     */
    record Valid(Settings settings, List<Problem> warnings) implements Reading {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It cannot.
     *
     * @param problems every one that was found, sorted by line; never empty
     */
    record Invalid(List<Problem> problems) implements Reading {
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("an invalid file has at least one problem");
            }
        }
    }
}
