package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SmallBodyTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void aBodyIsReadWhole(Vertx vertx, VertxTestContext test) {
        reading(vertx, 2_000, LONG, connected -> {
                    connected.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
                    connected.write("cd");
                })
                .onComplete(test.succeeding(body -> test.verify(() -> {
                    assertThat(body.toString()).isEqualTo("abcd");
                    test.completeNow();
                })));
    }

    /** An octet now and then keeps every idle timeout away. */
    @Test
    void aBodyThatTricklesForEverIsTooSlow(Vertx vertx, VertxTestContext test) {
        fails(test, GatewayFailure.BodyTooSlow.class, reading(vertx, 2_000, Duration.ofMillis(150), connected -> {
            connected.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
            vertx.setPeriodic(20, timer -> connected.write("x").onFailure(gone -> vertx.cancelTimer(timer)));
        }));
    }

    /** A client that goes away is no defect of the gateway, which would be logged with its stack. */
    @Test
    void aClientThatGoesAwayMidwayHasSentABadRequest(Vertx vertx, VertxTestContext test) {
        fails(
                test,
                GatewayFailure.BadRequest.class,
                reading(
                        vertx,
                        2_000,
                        LONG,
                        connected -> connected
                                .write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx")
                                .onComplete(v -> connected.close())));
    }

    @Test
    void aBodyWithoutALengthIsCountedAsItComes(Vertx vertx, VertxTestContext test) {
        fails(test, GatewayFailure.BodyTooLarge.class, reading(vertx, 16, LONG, connected -> {
            connected.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            connected.write("10\r\n0123456789abcdef\r\n1\r\nx\r\n");
        }));
    }

    private static void fails(VertxTestContext test, Class<? extends GatewayFailure> how, Future<Buffer> read) {
        read.onComplete(test.failing(failure -> test.verify(() -> {
            assertThat(failure).isInstanceOf(how);
            test.completeNow();
        })));
    }

    private static Future<Buffer> reading(Vertx vertx, int maxBytes, Duration deadline, Consumer<NetSocket> client) {
        Promise<Buffer> read = Promise.promise();
        NetClient connector = vertx.createNetClient();
        vertx.createHttpServer()
                .requestHandler(request ->
                        new SmallBody(vertx, maxBytes, deadline).read(request).onComplete(read))
                .listen(0, "127.0.0.1")
                .compose(server -> connector.connect(server.actualPort(), "127.0.0.1"))
                .onSuccess(client::accept)
                .onFailure(read::tryFail);
        // held to the end: Vert.x closes a client that nobody refers to, and its connections
        return read.future().eventually(connector::close);
    }
}
