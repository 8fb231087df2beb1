package dev.usher.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code usher run}: the gateway, until SIGTERM. */
@Command(
        name = "run",
        description = "Runs the gateway until SIGTERM or Ctrl-C, then drains it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  usher run -c /etc/usher/usher.yaml")
final class RunCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        return new GatewayRun(config.file(), config.err()).call();
    }
}
