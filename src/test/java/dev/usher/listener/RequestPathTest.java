package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.ForwardedHeaders;
import dev.usher.http.Parting;
import dev.usher.http.Rescue;
import dev.usher.observe.AccessLog;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RequestPathTest {

    private static final Vertx vertx = Vertx.vertx();

    @AfterAll
    static void stop() {
        var _ = vertx.close();
    }

    /** There is no such defect, but the day that there is one, it must not leave a client without an answer. */
    @Test
    void whatIsThrownBeforeAnythingIsKnownOfARequestIsAnswered() throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(path()::handle);
        int port = server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS).actualPort();

        HttpClientResponse answer = vertx.createHttpClient()
                .request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(request -> request.send())
                .await(10, TimeUnit.SECONDS);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.getHeader("x-request-id")).isNotEmpty();
    }

    @SuppressWarnings("NullAway") // a request that cannot be identified gets to none of the stages
    private static RequestPath path() {
        Metrics metrics = new Metrics();
        Parting parting = new Parting(vertx);
        ForwardedHeaders failing = new ForwardedHeaders(peer -> {
            throw new IllegalStateException("a defect");
        });
        return new RequestPath(
                new Guard(failing, 100),
                null,
                null,
                null,
                null,
                new Rescue(parting),
                new AccessLog(metrics, InstantSource.system()),
                new Overload(vertx, 10, metrics),
                null,
                null,
                parting);
    }
}
