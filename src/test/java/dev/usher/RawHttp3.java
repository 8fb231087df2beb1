package dev.usher;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP/3 by hand over Netty's QUIC, frame by frame, RFC 9114: for what no client would send. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in what is heard
final class RawHttp3 implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;

    /** What an answer may bring before any of it is read. */
    static final int WINDOW = 1_000_000;

    private static final int CONTROL = 0;
    private static final long NO_ERROR = 0x100;

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel socket;
    private final QuicChannel connection;
    private final List<Stream> incoming = new CopyOnWriteArrayList<>();
    private volatile long closedWith = -1;

    /** Connects, believing every certificate. */
    RawHttp3(int port) {
        this(port, anyCertificate(), Duration.ofSeconds(10));
    }

    /** @param patience how long the handshake may take */
    RawHttp3(int port, QuicSslContext tls, Duration patience) {
        this(port, tls, patience, "localhost");
    }

    /** @param name what to ask for in the handshake */
    RawHttp3(int port, QuicSslContext tls, Duration patience, String name) {
        ChannelHandler codec = new QuicClientCodecBuilder()
                .sslEngineProvider(channel -> tls.newEngine(channel.alloc(), name, port))
                .maxIdleTimeout(20, TimeUnit.SECONDS)
                .initialMaxData(10_000_000)
                .initialMaxStreamDataBidirectionalLocal(WINDOW)
                .initialMaxStreamDataUnidirectional(1_000_000)
                .initialMaxStreamsUnidirectional(16)
                .build();
        InetAddress local = InetAddress.getLoopbackAddress();
        socket = new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .handler(codec)
                .bind(new InetSocketAddress(local, 0))
                .syncUninterruptibly()
                .channel();
        try {
            connection = now(QuicChannel.newBootstrap(socket)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                    .handler(new Closing())
                    .streamHandler(new Incoming())
                    .remoteAddress(new InetSocketAddress(local, port))
                    .connect());
        } catch (RuntimeException | Error refused) {
            socket.close().awaitUninterruptibly();
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw refused;
        }
    }

    static QuicSslContext anyCertificate() {
        return QuicSslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .applicationProtocols("h3")
                .build();
    }

    /** The control stream, with settings that ask for nothing. */
    RawHttp3 greet() {
        unidirectional(CONTROL).send(frame(SETTINGS, new byte[0]));
        return this;
    }

    /** A stream of one direction, RFC 9114 section 6.2. */
    Stream unidirectional(int type) {
        return open(QuicStreamType.UNIDIRECTIONAL).send(QuicNumber.octets(type));
    }

    /** Whether the server lets a request begin; it says so later than the answer before ends. */
    boolean mayOpen() {
        return connection.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0;
    }

    /** A stream that requests are made of, empty so far. */
    Stream open() {
        return open(QuicStreamType.BIDIRECTIONAL);
    }

    /** A request without a body: names and values in turn. */
    Stream request(String... fields) {
        return open().send(frame(HEADERS, Qpack.block(fields))).end();
    }

    Stream get(String path, String... more) {
        return request(TestClient.with(usual(path), more));
    }

    private Stream open(QuicStreamType type) {
        Stream stream = new Stream();
        stream.channel = now(connection.createStream(type, stream));
        return stream;
    }

    static String[] usual(String path) {
        return new String[] {":method", "GET", ":scheme", "https", ":path", path, ":authority", "a.example"};
    }

    static byte[] frame(int type, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(QuicNumber.octets(type));
        frame.writeBytes(QuicNumber.octets(payload.length));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    QuicHandshake handshake() {
        return new QuicHandshake(requireNonNull(connection.sslEngine()));
    }

    boolean isOpen() {
        return connection.isActive();
    }

    /** The ids of the GOAWAY frames that the server has sent so far. */
    List<Long> goAways() {
        return incoming.stream()
                .flatMap(stream -> GoAways.in(stream.heard()).stream())
                .toList();
    }

    /** Waits for the server to end the connection, and gives the code that it gave; -1 when it gave none. */
    long awaitClose() {
        Await.until(() -> !connection.isActive());
        return closedWith;
    }

    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        connection.close(true, (int) NO_ERROR, Unpooled.EMPTY_BUFFER).awaitUninterruptibly();
        socket.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static <T> T now(Future<T> future) {
        try {
            return future.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hears of the end of the connection. */
    private final class Closing extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof QuicConnectionCloseEvent close) {
                closedWith = close.error();
            }
        }
    }

    /** What the server opens. */
    private final class Incoming extends ChannelInitializer<QuicStreamChannel> {
        @Override
        protected void initChannel(QuicStreamChannel channel) {
            Stream stream = new Stream();
            stream.channel = channel;
            stream.initChannel(channel);
            incoming.add(stream);
        }
    }

    /** A stream of either kind, and what the server said on it. */
    @SuppressWarnings("NullAway.Init")
    static final class Stream extends ChannelInitializer<QuicStreamChannel> {

        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private QuicStreamChannel channel;

        @Override
        protected void initChannel(QuicStreamChannel stream) {
            stream.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    ByteBuf octets = (ByteBuf) message;
                    byte[] read = new byte[octets.readableBytes()];
                    octets.readBytes(read).release();
                    synchronized (heard) {
                        heard.writeBytes(read);
                    }
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable reset) {
                    ctx.close();
                }
            });
        }

        Stream send(byte[] octets) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(octets));
            return this;
        }

        /** Behind what was sent, which a mere shutdown may overtake. */
        Stream end() {
            channel.writeAndFlush(QuicStreamFrame.EMPTY_FIN);
            return this;
        }

        /** Reads only when it is told to. */
        Stream pause() {
            channel.config().setAutoRead(false);
            return this;
        }

        void readABit() {
            channel.read();
        }

        /** RESET_STREAM, RFC 9000 section 19.4. */
        void reset(int code) {
            channel.shutdownOutput(code);
        }

        /** STOP_SENDING, RFC 9000 section 19.5. */
        void stop(int code) {
            channel.shutdownInput(code);
        }

        long id() {
            return channel.streamId();
        }

        /** Nothing more will be heard. */
        boolean isOver() {
            return !channel.isActive() || channel.isInputShutdown();
        }

        /** But for the frame without meaning that an answer ends with. */
        String heard() {
            synchronized (heard) {
                String said = heard.toString(StandardCharsets.ISO_8859_1);
                return said.endsWith("!\0") ? said.substring(0, said.length() - 2) : said;
            }
        }

        /** Of the answer, once it is there; -1 when the stream or the connection ended without one. */
        int status() {
            Await.until(() -> !heard().isEmpty() || isOver());
            String said = heard();
            // a HEADERS frame, whose length takes one octet or two
            return said.isEmpty() ? -1 : Qpack.status(said.substring(said.charAt(1) < 64 ? 2 : 3));
        }
    }
}
