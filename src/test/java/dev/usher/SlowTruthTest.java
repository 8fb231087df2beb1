package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A user server that says {@code true}, though too slowly: it was not heard, and its silences are all short. */
class SlowTruthTest {

    private static final String TOKEN = "TOKEN-THAT-NOBODY-KNOWS";
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n";

    @RegisterExtension
    static final RawUserServer users = RawUserServer.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("auth", "{ url: '" + users.url() + "', timeout: 500ms }")
            .with("session", "{ tokens: native }");

    @Test
    @Tag("T13")
    void isNotBelieved() {
        users.does(SlowTruthTest::trickle);

        Answer slow = gateway.client().get("/orders/1", "user-token", TOKEN);

        assertThat(slow.status()).isEqualTo(504);
        assertThat(slow.json().get("code").asText()).isEqualTo("user-server-slow");

        users.does(socket -> socket.write(HEAD + "true"));
        Answer quick = gateway.client().get("/orders/1", "user-token", TOKEN);
        assertThat(quick.json().get("code").asText()).isEqualTo("token-user-unknown");
    }

    private static void trickle(NetSocket socket) {
        AtomicInteger said = new AtomicInteger();
        socket.write(HEAD);
        gateway.vertx().setPeriodic(200, timer -> {
            int next = said.getAndIncrement();
            if (next < 4) {
                socket.write("true".substring(next, next + 1));
            } else {
                gateway.vertx().cancelTimer(timer);
            }
        });
    }
}
