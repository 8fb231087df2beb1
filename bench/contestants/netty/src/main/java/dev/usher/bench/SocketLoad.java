package dev.usher.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Load on a WebSocket echo: many connections, each with one small message under way. Arguments: port, path, token,
 * connections, seconds. All of it happens on one event loop, so nothing here is shared.
 */
public final class SocketLoad {

    private static final ByteBuf MESSAGE = Unpooled.unreleasableBuffer(Unpooled.directBuffer(64).writeZero(64));
    private static final int LONGEST_HEAD = 65_536;
    private static final int OPENING_AT_ONCE = 100;

    private final int connections;
    private final long nanos;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Bootstrap bootstrap;
    private int begun;
    private int open;
    private int errors;
    private boolean running;
    private long startedNanos;
    private int[] latencies = new int[1 << 16];
    private int messages;

    private SocketLoad(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        connections = Integer.parseInt(arguments[3]);
        nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[4]));
        WebSocketClientProtocolConfig handshake = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(URI.create("ws://127.0.0.1:" + port + arguments[1]))
                .version(WebSocketVersion.V13)
                .customHeaders(new DefaultHttpHeaders().set("Authorization", "Bearer " + arguments[2]))
                .build();
        bootstrap = new Bootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .remoteAddress("127.0.0.1", port)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(LONGEST_HEAD),
                                        new WebSocketClientProtocolHandler(handshake),
                                        new Caller());
                    }
                });
    }

    public static void main(String[] arguments) throws InterruptedException {
        SocketLoad load = new SocketLoad(arguments);
        for (int i = 0; i < Math.min(OPENING_AT_ONCE, load.connections); i++) {
            load.bootstrap.config().group().next().execute(load::connect);
        }
        load.over.await();
        System.exit(load.errors == 0 ? 0 : 1);
    }

    private void connect() {
        if (begun < connections) {
            begun++;
            bootstrap.connect().addListener(connected -> {
                if (!connected.isSuccess()) {
                    fail(connected.cause());
                }
            });
        }
    }

    private void opened(ChannelHandlerContext context) {
        open++;
        connect();
        if (open == connections) {
            running = true;
            startedNanos = System.nanoTime();
            context.executor().schedule(this::report, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void answered(int micros) {
        if (messages == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * messages);
        }
        latencies[messages++] = micros;
    }

    private void report() {
        running = false;
        long micros = (System.nanoTime() - startedNanos) / 1_000;
        int[] sorted = Arrays.copyOf(latencies, messages);
        Arrays.sort(sorted);
        System.out.printf(
                "RESULT %d %d %d %d %d %d%n",
                messages, micros, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), errors);
        over.countDown();
    }

    private static int at(int[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))];
    }

    private void fail(Throwable cause) {
        if (errors++ == 0) {
            System.err.println("a connection failed: " + cause);
        }
        over.countDown();
    }

    /** One connection: the next message goes when the last has come back. */
    private final class Caller extends SimpleChannelInboundHandler<WebSocketFrame> {

        private long sentNanos;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                opened(context);
                send(context);
            }
        }

        private void send(ChannelHandlerContext context) {
            sentNanos = System.nanoTime();
            context.writeAndFlush(new BinaryWebSocketFrame(MESSAGE.duplicate()));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (running && sentNanos >= startedNanos) {
                answered((int) ((System.nanoTime() - sentNanos) / 1_000));
            }
            send(context);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(new IllegalStateException("closed by the other side"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(cause);
        }
    }
}
