package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usher.TestGateway;
import dev.usher.config.LimitsSettings;
import dev.usher.observe.Metrics;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** A connection that cannot be watched does not come in, whatever has changed under us. */
class AdmissionTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(ConnectionLimits.class);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Metrics metrics = new Metrics();
    private final ConnectionLimits limits = new ConnectionLimits(
            new LimitsSettings(10, 10, 10, 10, 10, Duration.ofSeconds(10)),
            peer -> {
                throw new IllegalStateException("a defect");
            },
            metrics);

    @BeforeEach
    void listen() {
        lines.start();
        LOG.addAppender(lines);
        LOG.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(lines);
        LOG.setAdditive(true);
    }

    @Test
    void whoCannotBeCountedIsClosedAndItIsSaid() {
        EmbeddedChannel accepted = new Accepted();
        EmbeddedChannel socket = new EmbeddedChannel(new Admission(limits));

        socket.writeInbound(accepted);

        assertThat(accepted.isOpen()).isFalse();
        assertThat(socket.<Object>readInbound()).isNull();
        assertThat(lines.list)
                .singleElement()
                .asString()
                .startsWith("[ERROR] a connection cannot be watched and is closed: ");
        assertThat(metrics.scrape()).contains("usher_connections 0.0", "limit=\"unwatched\"} 1.0");
    }

    @Test
    void aCodecThatIsNotKnownIsNeverReached() {
        EmbeddedChannel connection = new EmbeddedChannel(new Arrival(limits), new HttpServerCodec());

        assertThat(connection.isOpen()).isFalse();
        assertThat(lines.list).hasSize(1);
    }

    @Test
    void aSocketThatIsNotFoundIsNotListenedOn() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            // what listens on a free port is shared with nobody, and Vert.x does not list it
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(request -> request.response().end())
                    .listen(0, "127.0.0.1")
                    .await(10, TimeUnit.SECONDS);

            assertThatThrownBy(() -> new Admission(limits).guard(vertx, server).await(10, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class);
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    /** Whoever hears of a port may connect at once. */
    @Test
    void aPortIsNotReportedBeforeItsSocketIsGuarded() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(request -> request.response().end())
                    .listen(-1, "127.0.0.1")
                    .await(10, TimeUnit.SECONDS);
            Channel socket =
                    Admission.sockets(vertx, server.actualPort()).getFirst().await(10, TimeUnit.SECONDS);
            CountDownLatch accepts = new CountDownLatch(1);
            var busy = socket.eventLoop().submit(() -> accepts.await(10, TimeUnit.SECONDS));
            Context context = vertx.getOrCreateContext();
            AtomicReference<Future<Void>> guarded = new AtomicReference<>();
            context.runOnContext(v -> guarded.set(new Admission(limits).guard(vertx, server)));
            for (int turn = 0; turn < 10; turn++) {
                Future.<Void>future(next -> context.runOnContext(next::complete))
                        .await(10, TimeUnit.SECONDS);
            }
            boolean early = guarded.get().isComplete();
            accepts.countDown();
            assertThat(busy.get(10, TimeUnit.SECONDS)).isTrue();

            assertThat(early).isFalse();
            guarded.get().await(10, TimeUnit.SECONDS);
            assertThat(socket.pipeline().get(Admission.class)).isNotNull();
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoCameInWithoutItIsClosedAndNotAnswered() throws Exception {
        Channel socket =
                Admission.sockets(gateway.vertx(), gateway.port()).getFirst().await(10, TimeUnit.SECONDS);
        socket.eventLoop()
                .submit(() -> socket.pipeline().remove(Admission.class))
                .sync();
        long before = gateway.echo().requests();

        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            client.setSoTimeout(10_000);
            client.getOutputStream()
                    .write("GET /public/1 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(answer(client)).isEmpty();
        }

        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    private static byte[] answer(Socket client) {
        try {
            return client.getInputStream().readAllBytes();
        } catch (SocketTimeoutException open) {
            throw new AssertionError("still open", open);
        } catch (IOException reset) {
            return new byte[0];
        }
    }

    private static final class Accepted extends EmbeddedChannel {

        Accepted() {
            super(false, false);
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
        }
    }
}
