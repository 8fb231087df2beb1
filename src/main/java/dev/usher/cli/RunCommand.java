package dev.usher.cli;

import dev.usher.Usher;
import dev.usher.config.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code usher run}: the gateway, until SIGTERM. */
@Command(
        name = "run",
        description = "Runs the gateway until SIGTERM or Ctrl-C, then drains it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  usher run -c /etc/usher/usher.yaml")
final class RunCommand implements Callable<Integer> {

    private static final Duration GRACE = Duration.ofSeconds(5);

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Settings settings = config.read(spec);
        if (settings == null) {
            return Main.BAD_FILE;
        }
        PrintWriter err = spec.commandLine().getErr();
        Serving.serve(
                Transports.choose(settings.transport()),
                vertx -> Usher.start(vertx, settings).map(usher -> {
                    err.println(Banner.of(usher, settings));
                    Supplier<io.vertx.core.Future<Void>> stop = usher::stop;
                    return stop;
                }),
                settings.shutdown().drain().plus(GRACE));
        return 0;
    }
}
