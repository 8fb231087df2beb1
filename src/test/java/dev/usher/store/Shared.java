package dev.usher.store;

import dev.usher.config.StoreSettings;
import dev.usher.config.StoreSettings.Kind;
import dev.usher.config.StoreSettings.Server;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A replica's side of a store, as a test has several. */
final class Shared implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofMillis(200);
    static final Duration KEEP = Duration.ofMinutes(10);
    static final int MOST = 1_000;
    static final String JOURNAL = "test:journal";

    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Store store;
    private final String deployment;

    Shared(StoreSettings settings) {
        store = new Store(settings, JOURNAL, KEEP, MOST, notice -> heard.add(notice.toString()), new Metrics());
        deployment = vertx.deployVerticle(store).await();
    }

    /** One Redis on this machine, without TLS. */
    static StoreSettings at(int port) {
        return at(port, new Kind.Single(0));
    }

    /** What leads to one of another kind. */
    static StoreSettings at(int port, Kind kind) {
        return new StoreSettings(kind, List.of(new Server("127.0.0.1", port)), null, null, false, null, null, TIMEOUT);
    }

    Store store() {
        return store;
    }

    /** What the journal said, in its order. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    void tell(String notice) {
        store.tell(Buffer.buffer(notice));
    }

    void set(String name, String value) {
        store.set(name, Buffer.buffer(value), KEEP).await();
    }

    /** Absent: {@code nothing}. */
    String get(String name) {
        Buffer found = store.get(name).await();
        return found == null ? "nothing" : found.toString();
    }

    void stop() {
        vertx.undeploy(deployment).await();
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
