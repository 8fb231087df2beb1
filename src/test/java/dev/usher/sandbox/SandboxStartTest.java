package dev.usher.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxStartTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPortInUseFailsTheStartWithTheBindException(boolean nativeTransport) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
        try {
            int taken = EchoService.start(vertx, "127.0.0.1", 0).await().port();
            SandboxOptions options = SandboxOptions.defaults().withPort(taken);

            assertThatThrownBy(() -> SandboxUserServer.start(vertx, options).await())
                    .isInstanceOf(BindException.class);
            assertThatThrownBy(
                            () -> EchoService.start(vertx, "127.0.0.1", taken).await())
                    .isInstanceOf(BindException.class);
        } finally {
            vertx.close().await();
        }
    }

    /** Somebody else may have the port by then, so it does not matter who answers there, but who does not. */
    @Test
    void aClosedServerTakesNoFurtherCalls() throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        try {
            SandboxUserServer server =
                    SandboxUserServer.start(vertx, SandboxOptions.defaults()).await();
            String url = server.url();

            server.close().await();

            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/users/isvalidusertoken/x"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                client.send(request, BodyHandlers.discarding());
            } catch (IOException nobody) {
                // as it should be
            }
            assertThat(server.calls(Operation.VALIDATE)).isZero();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void onlyLoopbackIsListenedOn() {
        assertThatThrownBy(() -> SandboxOptions.defaults().withHost("0.0.0.0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.0.0.0");
    }
}
