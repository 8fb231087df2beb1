package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.listener.Newcomers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behind TLS a connection says late that it is full; a tunnel must not go by that alone. */
class TlsTunnelTest {

    /** Several times what fills the queue of a connection. */
    private static final long MUCH = 8 * 65_536;

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService service = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(TestCertificate.create())
            .route("/raw/**", "{ target: " + service.url() + ", auth: none }");

    @Test
    void aServiceThatFloodsIsHeldBackByThePieceThatMakesItsClientFull() throws Exception {
        AtomicLong said = new AtomicLong();
        CountDownLatch watched = new CountDownLatch(1);
        service.runs(connection -> {
            TunnelTest.grant(connection);
            Await.until(() -> watched.getCount() == 0);
            TunnelTest.flood(connection.socket().getOutputStream(), said);
        });
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        Newcomers.show(gateway.vertx(), gateway.usher().httpsPort(), accepted::complete);
        try (SSLSocket client = TlsLook.connect(gateway.usher().httpsPort())) {
            client.getOutputStream()
                    .write(("GET /raw/ws HTTP/1.1\r\n" + TunnelTest.HANDSHAKE).getBytes(StandardCharsets.US_ASCII));
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 101");
            Await.until(() -> Gauges.tunnels(gateway) == 1);
            ChannelPipeline side = accepted.get(10, TimeUnit.SECONDS).pipeline();
            Queue queue = new Queue();

            side.channel()
                    .eventLoop()
                    .submit(() -> {
                        side.addAfter(side.context(SslHandler.class).name(), null, queue);
                        watched.countDown();
                        // then all of it is there to be read in one turn
                        Await.until(() -> said.get() >= MUCH);
                    })
                    .sync();
            TunnelTest.heldBack(said);

            assertThat(queue.wasFull).isTrue();
            assertThat(queue.beyond)
                    .as("pieces that came when it was full already")
                    .hasValue(0);
        }
        Await.until(() -> Gauges.tunnels(gateway) == 0);
    }

    private static String head(InputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.indexOf("\r\n\r\n") >= 0) {
                break;
            }
        }
        return head.toString();
    }

    /** Sees what is written to the client, before it is encrypted. */
    private static final class Queue extends ChannelOutboundHandlerAdapter {

        private final AtomicBoolean wasFull = new AtomicBoolean();
        private final AtomicInteger beyond = new AtomicInteger();

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // whoever writes has the promise
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (context.channel().isActive() && !context.channel().isWritable()) {
                beyond.incrementAndGet();
            }
            context.write(message, promise);
            if (!context.channel().isWritable()) {
                wasFull.set(true);
            }
        }
    }
}
