package dev.usher.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code usher}: nothing but its commands. Exit codes: 0 fine, 1 failed, 2 wrong usage, 78 a bad file. */
@Command(
        name = "usher",
        description = "A reactive auth gateway for services whose users live in a Backendless-compatible user server.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CheckCommand.class,
            RoutesCommand.class,
            TrainCommand.class,
            VersionCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  usher demo                            gateway, user server and service to play with",
            "  usher check -c /etc/usher/usher.yaml  say all that is wrong with a file",
            "  usher run -c /etc/usher/usher.yaml    run the gateway"
        })
final class Commands implements Runnable {

    private static final int HELP_WIDTH = 110;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    static CommandLine commandLine() {
        return new CommandLine(new Commands())
                .setUsageHelpWidth(HELP_WIDTH)
                .setExecutionExceptionHandler((failure, command, parsed) -> Failures.report(failure, command.getErr()));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }
}
