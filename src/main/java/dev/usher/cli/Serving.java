package dev.usher.cli;

import ch.qos.logback.classic.LoggerContext;
import dev.usher.proxy.ServiceNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * The life of a process that serves: starts, waits for SIGTERM or Ctrl-C, stops cleanly with exit code 0. The only
 * place that blocks, and it blocks the main thread.
 */
final class Serving {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private Serving() {}

    /**
     * Runs until it is told to stop.
     *
     * @param transport how sockets are served
     * @param start starts everything; its result says how to stop it
     * @param stopLimit how long stopping may take before the process ends anyway
     */
    static void serve(Transport transport, Function<Vertx, Future<Supplier<Future<Void>>>> start, Duration stopLimit)
            throws ExecutionException, InterruptedException, TimeoutException {
        // nothing here asks for the thread's class loader, and setting it at every event costs
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setDisableTCCL(true).setAddressResolverOptions(ServiceNames.resolver()))
                .withTransport(transport)
                .build();
        AtomicReference<Supplier<Future<Void>>> stop = new AtomicReference<>(Future::succeededFuture);
        Thread end = new Thread(() -> end(vertx, stop.get(), stopLimit), "usher-stop");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            stop.set(await(start.apply(vertx), START_LIMIT));
        } catch (ExecutionException | InterruptedException | TimeoutException failure) {
            abandon(end);
            await(vertx.close(), stopLimit);
            throw failure;
        }
        new CountDownLatch(1).await();
    }

    /** The exit code of a failed start is not to be the hook's. */
    private static void abandon(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            LoggerFactory.getLogger(Serving.class).debug("told to stop while starting", alreadyEnding);
        }
    }

    private static void end(Vertx vertx, Supplier<Future<Void>> stop, Duration limit) {
        int exit = 0;
        try {
            await(stop.get().eventually(vertx::close), limit);
        } catch (ExecutionException | InterruptedException | TimeoutException failure) {
            LoggerFactory.getLogger(Serving.class).error("not everything stopped in time", failure);
            exit = 1;
        }
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
        // the JVM would report the signal as its exit code, though all went well
        Runtime.getRuntime().halt(exit);
    }

    private static <T> T await(Future<T> future, Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
