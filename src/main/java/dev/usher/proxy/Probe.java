package dev.usher.proxy;

import dev.usher.config.TargetSettings;
import dev.usher.config.TargetSettings.HealthCheck;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Asks one target again and again how it is, each time on a new connection, so that the answer says too whether it
 * takes connections. Intervals vary by a tenth, so that targets and gateways do not march in step. Called on its event
 * loop.
 */
final class Probe {

    private static final double JITTER = 0.1;
    private static final long LATEST_START_MILLIS = 1_000;

    private final Vertx vertx;
    private final Connections connections;
    private final String host;
    private final HealthCheck how;
    private final List<Standing> standings;
    private final RandomGenerator random;
    private boolean healthy = true;
    private int contradictions;
    private long timer;
    private boolean stopped;

    Probe(Vertx vertx, ServiceClient client, Standings.Check check, List<Standing> standings, RandomGenerator random) {
        this.vertx = vertx;
        this.connections = client.to(check.target(), TargetSettings.USUAL.pool());
        this.host = check.target().authority();
        this.how = check.how();
        this.standings = standings;
        this.random = random;
    }

    void start() {
        askIn(random.nextLong(Math.min(LATEST_START_MILLIS, how.every().toMillis())));
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void askIn(long millis) {
        timer = vertx.setTimer(Math.max(1, millis), due -> ask());
    }

    private void ask() {
        // of this context: the timeout of any other promise would have the next check asked on another thread
        Wish wish = new Wish(((ContextInternal) vertx.getOrCreateContext()).promise());
        connections.fresh(wish, how.timeout());
        wish.granted
                .future()
                .compose(connection -> ask(connection).eventually(() -> {
                    connection.close();
                    return Future.succeededFuture();
                }))
                .timeout(how.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(status -> status >= 200 && status < 400)
                .otherwise(false)
                .onSuccess(this::heard);
    }

    private Future<Integer> ask(ServiceConnection connection) {
        Answer answer = new Answer(host, ((ContextInternal) vertx.getOrCreateContext()).promise());
        connection.ask(HttpMethod.GET, how.path(), answer);
        return answer.status.future().timeout(how.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private record Answer(String host, Promise<Integer> status) implements Asker {

        @Override
        public void granted(ServiceRequest request) {
            if (request instanceof Http1Request) {
                // RFC 9112 section 3.2: without it, the answer is 400; of HTTP/2, Vert.x says it
                request.head().set(HttpHeaders.HOST, host);
            }
            request.end();
        }

        @Override
        public void hinted(MultiMap fields) {
            // not the answer yet
        }

        @Override
        public void answered(ServiceResponse response) {
            status.tryComplete(response.statusCode());
        }

        @Override
        public void broken(Throwable why) {
            status.tryFail(why);
        }
    }

    private record Wish(Promise<ServiceConnection> granted) implements Taker {

        @Override
        public void taken(ServiceConnection connection) {
            granted.complete(connection);
        }

        @Override
        public void notTaken(Throwable why) {
            granted.fail(why);
        }
    }

    /** Only several in a row that say otherwise change what is believed. */
    private void heard(boolean well) {
        if (stopped) {
            return;
        }
        contradictions = well == healthy ? 0 : contradictions + 1;
        if (contradictions >= (healthy ? how.unhealthy() : how.healthy())) {
            contradictions = 0;
            healthy = well;
            standings.forEach(standing -> standing.checked(well));
        }
        askIn((long) (how.every().toMillis() * (1 + JITTER * (2 * random.nextDouble() - 1))));
    }
}
