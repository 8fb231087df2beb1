package dev.usher.cli;

import dev.usher.http.CannotListen;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What went wrong at start, in one line. */
final class Failures {

    private Failures() {}

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
