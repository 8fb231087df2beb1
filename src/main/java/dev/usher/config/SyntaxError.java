package dev.usher.config;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says in our words why a text is not YAML: the library's words may quote the text, which may be a secret. */
final class SyntaxError {

    private SyntaxError() {}

    static String text(MarkedYamlEngineException failure, String source) {
        String said = String.valueOf(failure.getProblem());
        if (said.contains("TAB")) {
            return "tabs cannot indent in YAML; use spaces";
        }
        if (lineOf(failure, source).contains("${")) {
            return "is not YAML here; a value with ${...} inside { } or [ ] needs quotes: \"${NAME}\"";
        }
        if (said.contains("mapping values are not allowed")) {
            return "is not YAML here: a ': ' that no key stands before; quote a value that contains one, or look for a "
                    + "key without its ':' above";
        }
        if (said.contains("could not find expected ':'")) {
            return "is not YAML here: a key without its ':'";
        }
        if (said.contains("end of the stream") || said.contains("unexpected end") || said.contains("<stream end>")) {
            return "is not YAML: the file ends inside a quote, a { or a [" + opened(failure);
        }
        if (said.contains("',' or '}'") || said.contains("',' or ']'")) {
            return "is not YAML here: a ',' or the closing bracket is missing";
        }
        if (said.contains("cannot start any token")) {
            return "is not YAML here: quote a value that starts with @, `, % or another sign";
        }
        return "is not YAML here; check the indentation and the quotes of this line and the one above";
    }

    private static String opened(MarkedYamlEngineException failure) {
        return failure.getContextMark()
                .map(mark -> " that line " + (mark.getLine() + 1) + " opened")
                .orElse("");
    }

    private static String lineOf(MarkedYamlEngineException failure, String source) {
        return failure.getProblemMark()
                .flatMap(mark -> source.lines().skip(mark.getLine()).findFirst())
                .orElse("");
    }
}
