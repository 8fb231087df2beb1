package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestGateway;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who sees to a connection on which nothing passes. */
class IdleTimeTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    @RegisterExtension
    static final TestGateway http1 = TestGateway.usual()
            .with("listen", "{ http: { host: 127.0.0.1, port: 0, h2c: false }, admin: { host: 127.0.0.1, port: 0 } }");

    static List<TestGateway> gateways() {
        return List.of(gateway, http1);
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void aConnectionOfHttp1IsClosedWhenItsClockSaysSo(TestGateway of) throws Exception {
        BlockingQueue<Channel> accepted = accepted(of);
        try (Socket client = connected(of, "GET /public/1 HTTP/1.1\r\nHost: a\r\n\r\n")) {
            Channel connection = Objects.requireNonNull(accepted.poll(10, TimeUnit.SECONDS));

            assertThat(connection.pipeline().get(IdleStateHandler.class)).isNull();
            IdleClocks clocks = new IdleClocks(connection.eventLoop(), Duration.ofMinutes(1));
            connection
                    .eventLoop()
                    .submit(() -> {
                        IdleClock clock = new IdleClock(clocks, connection);
                        clock.tell();
                        clock.end();
                    })
                    .sync();

            assertThat(client.getInputStream().readAllBytes()).isNotNull();
        }
    }

    @Test
    void ofHttp2ItIsNettys() throws Exception {
        BlockingQueue<Channel> accepted = accepted(gateway);
        String settings = "\0\0\0\4\0\0\0\0\0";
        try (Socket client = connected(gateway, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings)) {
            Channel connection = Objects.requireNonNull(accepted.poll(10, TimeUnit.SECONDS));

            assertThat(client.isConnected()).isTrue();
            assertThat(connection.pipeline().get(IdleStateHandler.class)).isNotNull();
        }
    }

    /** Has heard the first octet of an answer. */
    private static Socket connected(TestGateway to, String words) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), to.port());
        client.setSoTimeout(10_000);
        client.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
        InputStream answer = client.getInputStream();
        assertThat(answer.read()).isNotNegative();
        return client;
    }

    private static BlockingQueue<Channel> accepted(TestGateway by) throws Exception {
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        for (var bound : Admission.sockets(by.vertx(), by.port())) {
            Channel socket = bound.await(10, TimeUnit.SECONDS);
            ChannelInboundHandlerAdapter listening = new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    accepted.add((Channel) message);
                    ctx.fireChannelRead(message);
                }
            };
            socket.eventLoop()
                    .submit(() -> socket.pipeline().addFirst(listening))
                    .sync();
        }
        return accepted;
    }
}
