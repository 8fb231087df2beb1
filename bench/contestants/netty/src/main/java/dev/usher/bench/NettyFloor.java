package dev.usher.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The floor: the least that a proxy with an auth cache can do on Netty, and no more. A token from a header, a hit in a
 * map, three headers, both bodies streamed through, a pool of connections for each event loop. Nothing is checked, and
 * a broken connection ends both sides. Arguments: port, backend's port, epoll or io_uring.
 */
public final class NettyFloor {

    private record Transport(
            IoHandlerFactory handlers, Class<? extends ServerChannel> server, Class<? extends Channel> client) {

        static Transport of(String name) {
            return name.equals("io_uring")
                    ? new Transport(
                            IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class, IoUringSocketChannel.class)
                    : new Transport(
                            EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class);
        }
    }

    private record User(String id, String email, String roles) {}

    private static final User ALICE = new User("8EC4CD73", "alice@example.com", "Manager");

    private static final Map<String, User> SESSIONS = new ConcurrentHashMap<>();

    private NettyFloor() {}

    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        int backend = Integer.parseInt(arguments[1]);
        Transport transport = Transport.of(arguments[2]);
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(), transport.handlers);
        Map<EventLoop, ArrayDeque<Channel>> pools = new ConcurrentHashMap<>();
        new ServerBootstrap()
                .group(loops)
                .channel(transport.server)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        ArrayDeque<Channel> idle =
                                pools.computeIfAbsent(channel.eventLoop(), loop -> new ArrayDeque<>());
                        channel.pipeline().addLast(new HttpServerCodec(), new Client(transport, backend, idle));
                    }
                })
                .bind("127.0.0.1", port)
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    /** The side of the client. What arrives before the service's connection is there waits in {@code early}. */
    private static final class Client extends ChannelInboundHandlerAdapter {

        private final Transport transport;
        private final int backend;
        private final ArrayDeque<Channel> idle;
        private final ArrayDeque<Object> early = new ArrayDeque<>();
        private Channel service;

        Client(Transport transport, int backend, ArrayDeque<Channel> idle) {
            this.transport = transport;
            this.backend = backend;
            this.idle = idle;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request && !authenticate(context, request)) {
                return;
            }
            if (message instanceof HttpRequest) {
                take(context);
            }
            if (service != null) {
                service.write(message);
            } else {
                early.add(message);
            }
        }

        private static boolean authenticate(ChannelHandlerContext context, HttpRequest request) {
            String token = request.headers().get(HttpHeaderNames.AUTHORIZATION);
            if (token == null) {
                context.writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED, Unpooled.EMPTY_BUFFER));
                context.close();
                return false;
            }
            User user = SESSIONS.computeIfAbsent(token, any -> ALICE);
            request.headers()
                    .remove(HttpHeaderNames.AUTHORIZATION)
                    .set("X-User-Id", user.id)
                    .set("X-User-Email", user.email)
                    .set("X-User-Roles", user.roles);
            return true;
        }

        private void take(ChannelHandlerContext context) {
            service = idle.pollLast();
            if (service != null) {
                service.config().setAutoRead(true);
                service.pipeline().get(Service.class).client = context.channel();
                return;
            }
            Service side = new Service(idle, context.channel());
            new Bootstrap()
                    .group(context.channel().eventLoop())
                    .channel(transport.client)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(new HttpClientCodec(), side);
                        }
                    })
                    .connect("127.0.0.1", backend)
                    .addListener((ChannelFuture connected) -> connected(context, connected));
        }

        private void connected(ChannelHandlerContext context, ChannelFuture connected) {
            if (!connected.isSuccess()) {
                context.close();
                return;
            }
            service = connected.channel();
            early.forEach(service::write);
            early.clear();
            service.flush();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (service != null) {
                service.flush();
            }
        }

        /** A client that reads slowly makes its service wait. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (service != null) {
                service.config().setAutoRead(context.channel().isWritable());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            early.forEach(ReferenceCountUtil::release);
            if (service != null && service.pipeline().get(Service.class).client == context.channel()) {
                service.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** The side of the service, with one client at a time. */
    private static final class Service extends ChannelInboundHandlerAdapter {

        private final ArrayDeque<Channel> idle;
        private Channel client;

        Service(ArrayDeque<Channel> idle, Channel client) {
            this.idle = idle;
            this.client = client;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel to = client;
            if (to == null) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof HttpResponse response && response.status().code() == 100) {
                ReferenceCountUtil.release(message);
                return;
            }
            to.write(message);
            if (message instanceof LastHttpContent) {
                client = null;
                idle.add(context.channel());
                to.flush();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (client != null) {
                client.flush();
            }
        }

        /** A service that reads slowly makes its client wait. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (client != null) {
                client.config().setAutoRead(context.channel().isWritable());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            idle.remove(context.channel());
            if (client != null) {
                client.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
