package dev.usher.cli;

import dev.usher.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code usher check}: says all that is wrong with a file, and starts nothing. */
@Command(
        name = "check",
        description = "Checks a configuration file: 0 when it is fine, 78 with every problem and its line when not.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  usher check -c usher.yaml && usher run -c usher.yaml")
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        Settings settings = config.read();
        if (settings == null) {
            return Failures.BAD_FILE;
        }
        int routes = settings.routes().size();
        config.out().println(config.file() + ": fine, " + routes + (routes == 1 ? " route" : " routes"));
        return 0;
    }
}
