package dev.usher.cli;

import dev.usher.config.ConfigFile;
import dev.usher.config.Problem;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code -c FILE}, and what every command that takes a file says about it, and where. */
final class ConfigOption {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "The configuration file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    Path file() {
        return file;
    }

    /** The settings; absent when the file has problems, which have been printed then. */
    @Nullable
    Settings read() {
        return read(file, err());
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    static @Nullable Settings read(Path file, PrintWriter err) {
        return switch (ConfigFile.read(file, System::getenv)) {
            case Reading.Invalid(var problems) -> {
                problems.forEach(err::println);
                err.println(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
                yield null;
            }
            case Reading.Valid(Settings settings, var warnings) -> {
                for (Problem warning : warnings) {
                    err.println("warning: " + warning);
                }
                yield settings;
            }
        };
    }
}
