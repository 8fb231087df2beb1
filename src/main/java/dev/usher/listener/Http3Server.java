package dev.usher.listener;

import static io.netty.channel.ChannelFutureListener.CLOSE_ON_FAILURE;

import dev.usher.config.ShutdownSettings;
import dev.usher.http.TrailedRequest;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.Http3Settings;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerStream;
import io.vertx.core.http.impl.http3.Http3ServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.quic.QuicConnectionInternal;
import io.vertx.core.net.QuicConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionGroup;
import io.vertx.core.net.impl.quic.QuicConnectionHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/3, RFC 9114: one event loop's socket of {@link Http3Port}, and the connections that came to it. It is put
 * together of Netty's QUIC and Vert.x's HTTP/3, since Vert.x's own server shows nobody a connection before its
 * handshake is over (docs/adr/0005). Called on its event loop.
 */
final class Http3Server {

    /** What HTTP/3 clients offer and are offered in the TLS handshake. */
    static final String ALPN = "h3";

    private static final Logger LOG = LoggerFactory.getLogger(Http3Server.class);
    private static final String HANDLER = "handler";
    private static final long CONNECTION_WINDOW = 1 << 20;
    private static final long STREAM_WINDOW = 256 << 10;

    private static final long CONTROL_WINDOW = 16 << 10;

    /** That a connection may have had: QUIC's library keeps each, and drops what comes from one more. */
    private static final long ADDRESSES = 8;

    /** RFC 9000 section 20.1. */
    private static final int CONNECTION_REFUSED = 2;

    /** How long the socket stays open behind its last connection. */
    private static final Duration LAST_WORDS = Duration.ofMillis(20);

    private final ContextInternal context;
    private final CertificateFiles certificates;
    private final ConnectionLimits limits;
    private final Duration idle;
    private final ShutdownSettings shutdown;
    private final Handler<HttpServerRequest> requests;
    private final OpenStreams openStreams = new OpenStreams();
    private @Nullable ConnectionGroup connections;

    /** @param idle how long a connection may be silent */
    Http3Server(
            ContextInternal context,
            CertificateFiles certificates,
            ConnectionLimits limits,
            Duration idle,
            ShutdownSettings shutdown,
            Handler<HttpServerRequest> requests) {
        this.context = context;
        this.certificates = certificates;
        this.limits = limits;
        this.idle = idle;
        this.shutdown = shutdown;
        this.requests = requests;
    }

    /** Tells clients of HTTP/1 and HTTP/2 that they may come by HTTP/3 the next time, RFC 7838. */
    static String alternative(int port) {
        return ALPN + "=\":" + port + "\"; ma=86400";
    }

    Future<Void> listen(Http3Port port, String host, int number) {
        return context.owner()
                .nameResolver()
                .resolve(host)
                .compose(address -> bind(port, new InetSocketAddress(address, number)));
    }

    private Future<Void> bind(Http3Port port, InetSocketAddress address) {
        PromiseInternal<Void> bound = context.promise();
        new Bootstrap()
                .group(context.nettyEventLoop())
                .channelFactory(context.owner().transport().datagramChannelFactory())
                .handler(port.socketOf(this))
                .bind(address)
                .addListener((ChannelFutureListener) binding -> {
                    if (binding.isSuccess()) {
                        connections = group(binding.channel());
                    }
                })
                .addListener(bound);
        return bound.future();
    }

    private ConnectionGroup group(Channel socket) {
        return new ConnectionGroup(context.nettyEventLoop()) {
            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // the listener waits for what it completes
            protected void handleClose(Completable<Void> completion) {
                // what connections were told last is on its way, and on io_uring closing would hold it back
                socket.eventLoop()
                        .schedule(
                                () -> socket.close().addListener(closed -> completion.succeed()),
                                LAST_WORDS.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
        };
    }

    /** Takes no more connections, tells those that stand, and closes what is left of them after the drain time. */
    Future<Void> shutdown() {
        return connections == null ? Future.succeededFuture() : connections.shutdown(shutdown.drain());
    }

    /** What a socket does with its datagrams. */
    ChannelHandler codec(SecretKey tokens, ConnectionIds ids) {
        return new QuicServerCodecBuilder()
                .localConnectionIdLength(ConnectionIds.OCTETS)
                .connectionIdAddressGenerator(ids)
                .tokenHandler(new AddressTokens(tokens, InstantSource.system(), limits::hasRoom))
                .sslEngineProvider(connection -> certificates.quic().newEngine(connection.alloc()))
                .maxIdleTimeout(idle.toMillis(), TimeUnit.MILLISECONDS)
                .initialMaxData(CONNECTION_WINDOW)
                .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
                .initialMaxStreamDataUnidirectional(CONTROL_WINDOW)
                .initialMaxStreamsBidirectional(Listener.MAX_STREAMS)
                .initialMaxStreamsUnidirectional(QuicWatch.CONTROL_STREAMS)
                .activeMigration(false)
                .activeConnectionIdLimit(ADDRESSES)
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel connection) {
                        arrived(connection);
                    }
                })
                .build();
    }

    private void arrived(QuicChannel connection) {
        InetSocketAddress client = (InetSocketAddress) connection.remoteSocketAddress();
        ConnectionGroup group = connections;
        if (group == null || group.isStarted() || !limits.admit(connection, client)) {
            refuse(connection);
            return;
        }
        group.add(connection);
        HeadClock handshake = limits.clock(connection);
        handshake.begin();
        connection.closeFuture().addListener(closed -> handshake.end());
        SocketAddress address = context.owner().transport().convert(client);
        Completable<QuicConnection> done = (standing, failure) -> {
            handshake.end();
            if (group.isStarted()) {
                refuse(connection);
            } else if (failure == null) {
                serve((QuicConnectionInternal) standing, address);
            } else {
                LOG.debug("a handshake failed: {}", failure.getClass().getName());
                // from within the sending that has failed, nothing would be sent, and the client not be told
                connection.eventLoop().execute(() -> connection.close().addListener(CLOSE_ON_FAILURE));
            }
        };
        connection
                .pipeline()
                .addLast(
                        HANDLER,
                        new QuicConnectionHandler(
                                context,
                                null,
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ZERO,
                                null,
                                0,
                                0,
                                address,
                                true,
                                done));
    }

    private static void refuse(QuicChannel connection) {
        connection.close(false, CONNECTION_REFUSED, Unpooled.EMPTY_BUFFER).addListener(CLOSE_ON_FAILURE);
    }

    private void serve(QuicConnectionInternal connection, SocketAddress client) {
        Http3ServerConnection http = new Http3ServerConnection(
                connection, new Http3Settings().setMaxFieldSectionSize(Listener.MAX_HEADER_BYTES), null, null);
        http.init();
        http.streamHandler(stream -> new Request(new AnswerStream(stream), client).init());
        QuicChannel channel = (QuicChannel) connection.channelHandlerContext().channel();
        QuicWatch watch = new QuicWatch(channel, limits, openStreams, shutdown.grace());
        channel.pipeline().addBefore(HANDLER, QuicWatch.NAME, watch);
    }

    /** Came from where the connection was made from: a single datagram may claim to be from anywhere. */
    private final class Request extends TrailedRequest {

        private final SocketAddress client;

        Request(HttpServerStream stream, SocketAddress client) {
            super(requests, stream);
            this.client = client;
        }

        @Override
        public SocketAddress remoteAddress() {
            return client;
        }
    }
}
