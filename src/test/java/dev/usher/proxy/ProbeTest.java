package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.config.TargetSettings.HealthCheck;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Where checks run. */
class ProbeTest {

    @Test
    void staysOnItsEventLoopAfterACheckThatTookTooLong() throws IOException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger asked = new AtomicInteger();
        // each check draws the time of the next one
        RandomGenerator random = () -> {
            threads.add(Thread.currentThread());
            asked.incrementAndGet();
            return 0;
        };
        Vertx vertx = Vertx.vertx();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            HealthCheck how = new HealthCheck("/", Duration.ofMillis(1), Duration.ofMillis(20), 1, 1);
            Target target = Target.of(URI.create("http://127.0.0.1:" + silent.getLocalPort()), null);
            vertx.runOnContext(v -> {
                ServiceClient client = new ServiceClient(vertx, new Metrics(), 1);
                new Probe(vertx, client, new Standings.Check(target, how), List.of(), random).start();
            });

            await().until(() -> asked.get() > 3);

            assertThat(threads).hasSize(1);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
