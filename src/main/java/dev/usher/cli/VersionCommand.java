package dev.usher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code usher version}. */
@Command(
        name = "version",
        description = "Prints the version, and those of what it stands on.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  usher version")
final class VersionCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        for (String line : new Version().getVersion()) {
            spec.commandLine().getOut().println(line);
        }
    }
}
