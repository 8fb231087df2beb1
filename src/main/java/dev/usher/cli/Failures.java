package dev.usher.cli;

import dev.usher.http.CannotListen;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What went wrong at start, in one line, and the exit codes that say so. */
final class Failures {

    static final int BAD_FILE = 78;

    private static final int FAILED = 1;

    private Failures() {}

    /** Prints it; returns the exit code. */
    static int report(Throwable failure, PrintWriter err) {
        err.println("usher: " + oneLine(failure));
        return FAILED;
    }

    static String oneLine(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        boolean speaksForItself = cause instanceof CannotListen;
        return speaksForItself || message != null ? String.valueOf(message) : cause.toString();
    }
}
