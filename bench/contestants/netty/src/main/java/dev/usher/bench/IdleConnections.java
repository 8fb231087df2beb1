package dev.usher.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Opens connections, gets one answer on each, and says "held N"; holds them until its input ends. From several
 * addresses, as clients would come. Arguments: port, path, token, connections. All happens on one event loop.
 */
public final class IdleConnections {

    private static final int OPENING_AT_ONCE = 100;
    private static final int FROM_ONE_ADDRESS = 1_000;

    private final int connections;
    private final ByteBuf request;
    private final Bootstrap bootstrap;
    private final int port;
    private final CountDownLatch held = new CountDownLatch(1);
    private int begun;
    private int answered;

    private IdleConnections(String[] arguments) {
        port = Integer.parseInt(arguments[0]);
        connections = Integer.parseInt(arguments[3]);
        String head = "GET " + arguments[1] + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + arguments[2];
        request = Unpooled.unreleasableBuffer(
                Unpooled.copiedBuffer(head + "\r\n\r\n", StandardCharsets.US_ASCII));
        bootstrap = new Bootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new Once());
                    }
                });
    }

    public static void main(String[] arguments) throws InterruptedException, IOException {
        IdleConnections idle = new IdleConnections(arguments);
        for (int i = 0; i < OPENING_AT_ONCE; i++) {
            idle.bootstrap.config().group().next().execute(idle::connect);
        }
        idle.held.await();
        System.out.println("held " + idle.connections);
        while (System.in.read() >= 0) {
            // whoever started this ends it by closing its input
        }
        System.exit(0);
    }

    private void connect() {
        if (begun < connections) {
            String from = "127.0.0." + (2 + begun++ / FROM_ONE_ADDRESS);
            bootstrap
                    .connect(new InetSocketAddress("127.0.0.1", port), new InetSocketAddress(from, 0))
                    .addListener(connected -> {
                        if (!connected.isSuccess()) {
                            fail(connected.cause());
                        }
                    });
        }
    }

    private static void fail(Throwable cause) {
        System.out.println("a connection failed: " + cause);
        Runtime.getRuntime().halt(1);
    }

    private final class Once extends SimpleChannelInboundHandler<ByteBuf> {

        private boolean first = true;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(request.duplicate());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf answer) {
            if (!first) {
                return;
            }
            first = false;
            String line = answer.toString(0, Math.min(answer.readableBytes(), 12), StandardCharsets.US_ASCII);
            if (!line.equals("HTTP/1.1 200")) {
                fail(new IllegalStateException(line));
            }
            connect();
            if (++answered == connections) {
                held.countDown();
            }
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
