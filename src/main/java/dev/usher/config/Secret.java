package dev.usher.config;

/** A value that never shows itself: not in a log, not in an error, not in a debugger's {@code toString}. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "***";
    }
}
