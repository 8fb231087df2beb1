package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmallBodyTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aBodyIsReadWhole() {
        Future<Buffer> read = reading(2_000, Duration.ofSeconds(10), connected -> {
            connected.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
            connected.write("cd");
        });

        assertThat(read.await().toString()).isEqualTo("abcd");
    }

    /** An octet now and then keeps every idle timeout away. */
    @Test
    void aBodyThatTricklesForEverIsTooSlow() {
        Future<Buffer> read = reading(2_000, Duration.ofMillis(300), connected -> {
            connected.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
            vertx.setPeriodic(20, timer -> connected.write("x").onFailure(gone -> vertx.cancelTimer(timer)));
        });

        assertThatThrownBy(read::await).isInstanceOf(GatewayFailure.BodyTooSlow.class);
    }

    /** A client that goes away is no defect of the gateway, which would be logged with its stack. */
    @Test
    void aClientThatGoesAwayMidwayHasSentABadRequest() {
        Future<Buffer> read = reading(
                2_000,
                Duration.ofSeconds(10),
                connected -> connected
                        .write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx")
                        .onComplete(v -> vertx.setTimer(50, later -> connected.close())));

        assertThatThrownBy(read::await).isInstanceOf(GatewayFailure.BadRequest.class);
    }

    @Test
    void aBodyWithoutALengthIsCountedAsItComes() {
        Future<Buffer> read = reading(16, Duration.ofSeconds(10), connected -> {
            connected.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            connected.write("10\r\n0123456789abcdef\r\n1\r\nx\r\n");
        });

        assertThatThrownBy(read::await).isInstanceOf(GatewayFailure.BodyTooLarge.class);
    }

    private Future<Buffer> reading(int maxBytes, Duration deadline, Consumer<NetSocket> client) {
        Promise<Buffer> read = Promise.promise();
        int port = vertx.createHttpServer()
                .requestHandler(request ->
                        new SmallBody(vertx, maxBytes, deadline).read(request).onComplete(read))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        vertx.createNetClient().connect(port, "127.0.0.1").onSuccess(client::accept);
        return read.future();
    }
}
