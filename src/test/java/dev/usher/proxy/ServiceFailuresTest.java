package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.GatewayFailure;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ServiceFailuresTest {

    /** With a pool of one in place of hundreds, whose failure is Vert.x's own. */
    @Test
    void aServiceWithTooManyRequestsToAnswerIs503(Vertx vertx, VertxTestContext test) {
        HttpClientAgent client = vertx.httpClientBuilder()
                .with(new PoolOptions().setHttp1MaxSize(1).setMaxWaitQueueSize(0))
                .build();
        vertx.createHttpServer()
                .requestHandler(request -> {})
                .listen(0, "127.0.0.1")
                .map(server -> server.actualPort())
                .compose(port -> client.request(HttpMethod.GET, port, "127.0.0.1", "/")
                        .compose(takesTheOnlyConnection -> client.request(HttpMethod.GET, port, "127.0.0.1", "/")))
                .onComplete(test.failing(cause -> test.verify(() -> {
                    GatewayFailure failure = ServiceFailures.connecting(cause);
                    assertThat(failure.status()).isEqualTo(503);
                    assertThat(failure.code()).isEqualTo("service-busy");
                    test.completeNow();
                })));
    }
}
