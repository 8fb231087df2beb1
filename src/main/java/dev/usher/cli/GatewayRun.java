package dev.usher.cli;

import dev.usher.Usher;
import dev.usher.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** The gateway of one file, until SIGTERM. Knows nothing of the command line. */
record GatewayRun(Path file, PrintWriter err) implements Callable<Integer> {

    private static final Duration GRACE = Duration.ofSeconds(5);

    @Override
    public Integer call() throws Exception {
        Settings settings = ConfigOption.read(file, err);
        if (settings == null) {
            return Failures.BAD_FILE;
        }
        Serving.serve(
                Transports.choose(settings.transport()),
                vertx -> start(vertx, settings),
                settings.shutdown().drain().plus(GRACE));
        return 0;
    }

    private Future<Supplier<Future<Void>>> start(Vertx vertx, Settings settings) {
        return Usher.start(vertx, settings).map(usher -> {
            err.println(Banner.of(usher, settings));
            return usher::stop;
        });
    }
}
