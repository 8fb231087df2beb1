package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;

/** Reads configuration texts as the tests need them: no file, and no variable but the given ones. */
@NullMarked
final class Texts {

    /** The smallest useful file, two lines; what a test adds to it starts on line 3. */
    static final String SMALLEST = """
            auth: { url: http://users.internal/APP/KEY }
            routes: { /a/**: http://a:80 }
            """;

    private static final Path NOWHERE = Path.of("/nowhere");

    private Texts() {}

    static Reading read(String text) {
        return read(text, Map.of());
    }

    static Reading read(String text, Map<String, String> variables) {
        return ConfigFile.read("usher.yaml", text, NOWHERE, variables::get);
    }

    static List<String> problems(String text) {
        return problems(read(text));
    }

    static List<String> problems(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Invalid.class);
        return ((Reading.Invalid) reading)
                .problems().stream().map(Problem::toString).toList();
    }

    static List<String> warnings(String text) {
        return valid(read(text)).warnings().stream().map(Problem::toString).toList();
    }

    static Settings settings(String text) {
        return settings(read(text));
    }

    static Settings settings(Reading reading) {
        return valid(reading).settings();
    }

    private static Reading.Valid valid(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Valid.class);
        return (Reading.Valid) reading;
    }
}
